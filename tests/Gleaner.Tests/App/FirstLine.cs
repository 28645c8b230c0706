using System.Text;

namespace Gleaner.CommandLine.Tests.App;

/// <summary>Gives the first line that is written.</summary>
internal sealed class FirstLine : TextWriter
{
    private readonly TaskCompletionSource<string> _line = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly StringBuilder _text = new();

    public override Encoding Encoding => Encoding.UTF8;

    public Task<string> Task => _line.Task;

    public override void Write(char value)
    {
        lock (_text)
        {
            if (value == '\n')
            {
                _line.TrySetResult(_text.ToString().TrimEnd('\r'));
            }

            _text.Append(value);
        }
    }
}
