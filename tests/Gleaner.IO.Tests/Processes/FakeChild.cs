using System.IO.Pipelines;
using Gleaner.IO.Processes;

namespace Gleaner.IO.Tests.Processes;

/// <summary>A process that does what a test says; it is its own launcher.</summary>
internal sealed class FakeChild : IChildProcess, IProcessLauncher
{
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Pipe _output = new();
    private readonly Pipe _error = new();

    public FakeChild()
    {
        Output = _output.Reader.AsStream();
        Error = _error.Reader.AsStream();
    }

    public int Id => 4711;

    public Stream Output { get; }

    public Stream Error { get; }

    public int? ExitCode { get; private set; }

    public long ResidentBytes => 0;

    /// <summary>Whether it can be asked to end.</summary>
    public bool CanBeAsked { get; init; } = true;

    /// <summary>Whether it ends when it is asked.</summary>
    public bool IsPolite { get; init; } = true;

    /// <summary>What was done to it, in order.</summary>
    public List<string> Calls { get; } = [];

    /// <summary>Completes when it is asked to end.</summary>
    public TaskCompletionSource Asked { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public IChildProcess Start(ProgramCall call) => this;

    public void Print(string output, string error)
    {
        _output.Writer.AsStream().Write(System.Text.Encoding.UTF8.GetBytes(output));
        _error.Writer.AsStream().Write(System.Text.Encoding.UTF8.GetBytes(error));
    }

    public void End(int exitCode)
    {
        ExitCode = exitCode;
        _output.Writer.Complete();
        _error.Writer.Complete();
        _ended.TrySetResult();
    }

    public bool AskToEnd()
    {
        Calls.Add("ask");
        Asked.TrySetResult();
        if (CanBeAsked && IsPolite)
        {
            End(143);
        }

        return CanBeAsked;
    }

    public void Kill()
    {
        Calls.Add("kill");
        if (ExitCode is null)
        {
            End(137);
        }
    }

    public Task WaitForExitAsync(CancellationToken cancellationToken) => _ended.Task.WaitAsync(cancellationToken);

    public void Dispose() => Calls.Add("dispose");
}
