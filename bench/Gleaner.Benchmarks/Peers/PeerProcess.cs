using System.Diagnostics;
using System.Text;
using System.Text.Json;

namespace Gleaner.Benchmarks.Peers;

/// <summary>A program that runs beside ours and answers each line with one line of JSON. Killed when it takes too long.</summary>
internal sealed class PeerProcess : IDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _errors = new();
    private readonly TimeSpan _limit;

    /// <summary>Starts it.</summary>
    /// <param name="program">The program.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="environment">Variables beside those it inherits.</param>
    /// <param name="limit">How long it may take for an answer.</param>
    public PeerProcess(string program, IEnumerable<string> arguments, IEnumerable<KeyValuePair<string, string>> environment, TimeSpan limit)
    {
        _limit = limit;
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false,
        };
        foreach ((var name, var value) in environment)
        {
            start.Environment[name] = value;
        }

        _process = Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start.");
        _process.ErrorDataReceived += (_, line) =>
        {
            lock (_errors)
            {
                _errors.AppendLine(line.Data);
            }
        };
        _process.BeginErrorReadLine();
    }

    /// <summary>Sends a line and waits for the answer.</summary>
    /// <exception cref="InvalidOperationException">It ended, or took too long.</exception>
    public JsonElement Ask(string line)
    {
        _process.StandardInput.WriteLine(line);
        _process.StandardInput.Flush();
        return Answer();
    }

    /// <summary>Waits for a line that it writes unasked, as at its start.</summary>
    public JsonElement Answer()
    {
        using var timeout = new CancellationTokenSource(_limit);
        try
        {
            var line = _process.StandardOutput.ReadLineAsync(timeout.Token).AsTask().GetAwaiter().GetResult();
            return line is not null ? JsonDocument.Parse(line).RootElement : throw new InvalidOperationException($"The peer has ended: {Errors()}");
        }
        catch (OperationCanceledException)
        {
            throw new InvalidOperationException($"The peer gave no answer within {_limit.TotalSeconds:F0} s.");
        }
    }

    public void Dispose()
    {
        try
        {
            _process.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
            // It has ended by itself.
        }

        _process.Dispose();
    }

    private string Errors()
    {
        _process.WaitForExit();
        lock (_errors)
        {
            return _errors.ToString().Trim();
        }
    }
}
