using System.Diagnostics;
using System.Text;
using System.Text.Json;

namespace Gleaner.Benchmarks.Peers;

/// <summary>A program that runs beside ours and answers each line with one line of JSON. Killed when it takes too long.</summary>
internal sealed class PeerProcess : IDisposable
{
    private readonly Process process;
    private readonly StringBuilder errors = new();
    private readonly TimeSpan limit;

    /// <summary>Starts it.</summary>
    /// <param name="program">The program.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="environment">Variables beside those it inherits.</param>
    /// <param name="limit">How long it may take for an answer.</param>
    public PeerProcess(string program, IEnumerable<string> arguments, IEnumerable<KeyValuePair<string, string>> environment, TimeSpan limit)
    {
        this.limit = limit;
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false,
        };
        foreach ((var name, var value) in environment)
        {
            start.Environment[name] = value;
        }

        process = Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start.");
        process.ErrorDataReceived += (_, line) =>
        {
            lock (errors)
            {
                errors.AppendLine(line.Data);
            }
        };
        process.BeginErrorReadLine();
    }

    /// <summary>Sends a line and waits for the answer.</summary>
    /// <exception cref="InvalidOperationException">It ended, or took too long.</exception>
    public JsonElement Ask(string line)
    {
        process.StandardInput.WriteLine(line);
        process.StandardInput.Flush();
        return Answer();
    }

    /// <summary>Waits for a line that it writes unasked, as at its start.</summary>
    public JsonElement Answer()
    {
        using var timeout = new CancellationTokenSource(limit);
        try
        {
            var line = process.StandardOutput.ReadLineAsync(timeout.Token).AsTask().GetAwaiter().GetResult();
            return line is not null ? JsonDocument.Parse(line).RootElement : throw new InvalidOperationException($"The peer has ended: {Errors()}");
        }
        catch (OperationCanceledException)
        {
            throw new InvalidOperationException($"The peer gave no answer within {limit.TotalSeconds:F0} s.");
        }
    }

    public void Dispose()
    {
        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
            // It has ended by itself.
        }

        process.Dispose();
    }

    private string Errors()
    {
        process.WaitForExit();
        lock (errors)
        {
            return errors.ToString().Trim();
        }
    }
}
