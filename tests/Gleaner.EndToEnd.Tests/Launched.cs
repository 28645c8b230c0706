using System.Diagnostics;

namespace Gleaner.EndToEnd.Tests;

/// <summary>The program as a process of its own.</summary>
internal sealed class Launched : IDisposable
{
    private readonly Process _process;
    private readonly Task<string> _error;

    private Launched(Process process)
    {
        _process = process;
        _error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
    }

    public static Launched Start(params string[] arguments) => Start(new ProcessStartInfo("dotnet", [Program, .. arguments]));

    /// <summary>The program after some commands of a shell, which take no part in it.</summary>
    public static Launched StartAfter(string commands, params string[] arguments) =>
        Start(new ProcessStartInfo("sh", ["-c", $"{commands}; exec dotnet \"$0\" \"$@\"", Program, .. arguments]));

    public bool HasEnded => _process.HasExited;

    private static string Program => Path.Combine(AppContext.BaseDirectory, "Gleaner.Tool.dll");

    private static Launched Start(ProcessStartInfo start)
    {
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        return new Launched(Process.Start(start)!);
    }

    /// <summary>Reads what is printed until a line contains a text.</summary>
    public async Task WaitForAsync(string text)
    {
        while (await _process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
        {
            if (line.Contains(text, StringComparison.Ordinal))
            {
                return;
            }
        }

        throw new InvalidOperationException($"The program ended without printing '{text}': {await _error}");
    }

    /// <summary>Waits for the end, but no longer than this.</summary>
    public async Task<bool> EndsWithinAsync(TimeSpan limit)
    {
        using var wait = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        wait.CancelAfter(limit);
        try
        {
            await _process.WaitForExitAsync(wait.Token);
            return true;
        }
        catch (OperationCanceledException) when (!TestContext.Current.CancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    /// <summary>kill -9: the process has no chance to say or write anything.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>What Ctrl-C does.</summary>
    public async Task InterruptAsync()
    {
        using var kill = Process.Start("kill", ["-INT", $"{_process.Id}"]);
        await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Waits for the end.</summary>
    public async Task<(int ExitCode, string Out, string Error)> EndAsync()
    {
        var output = await _process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (_process.ExitCode, output, await _error);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
    }
}
