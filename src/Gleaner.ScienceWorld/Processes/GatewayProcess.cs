using System.Globalization;
using Gleaner.IO;
using Gleaner.IO.Processes;
using Gleaner.IO.Texts;

namespace Gleaner.ScienceWorld.Processes;

/// <summary>
/// A process that listens on a port of this machine and prints it first. It is read until it ends, whatever it prints; it
/// ends with us, because its input closes, and with <see cref="DisposeAsync"/>, with all that it has started. It is started in a
/// temporary folder of its own, where the simulator writes files that nobody reads (<c>object_type_ids.tsv</c>).
/// </summary>
internal sealed class GatewayProcess : IAsyncDisposable
{
    private static readonly TimeSpan EndPatience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LastWordsPatience = TimeSpan.FromSeconds(1);

    private readonly IChildProcess _process;
    private readonly ScratchFolder _folder;
    private readonly LastLines _errors = new();
    private readonly TaskCompletionSource<string> _firstLine = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly OutputDrain _output;
    private readonly OutputDrain _error;
    private bool _isDisposed;

    private GatewayProcess(IChildProcess process, ScratchFolder folder)
    {
        _process = process;
        _folder = folder;
        _output = OutputDrain.Start(process.Output, $"output of process {process.Id}", line => IsVirtualMachinesWarning(line) || !_firstLine.TrySetResult(line));
        _error = OutputDrain.Start(process.Error, $"errors of process {process.Id}", line =>
        {
            _errors.Add(line);
            return true;
        });
    }

    /// <summary>Its id.</summary>
    public int Id => _process.Id;

    /// <summary>The port that it listens on.</summary>
    public int Port { get; private set; }

    /// <summary>Whether it has ended.</summary>
    public bool HasEnded => _isDisposed || _process.ExitCode is not null;

    /// <summary>Memory that it occupies, in bytes; 0 once it has ended.</summary>
    public long ResidentBytes => _isDisposed ? 0 : _process.ResidentBytes;

    /// <summary>Starts a process and waits for its port.</summary>
    /// <exception cref="GleanerException">It cannot be started, ends, or prints no port in time; it is gone then.</exception>
    public static async Task<GatewayProcess> StartAsync(
        IProcessLauncher launcher, ProgramCall call, TimeSpan timeout, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var gateway = Launch(launcher, call);
        try
        {
            gateway.Port = await gateway.ReadPortAsync(call, timeout, cancellationToken).ConfigureAwait(false);
            return gateway;
        }
        catch
        {
            await gateway.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>What can be said of a process that does not answer any more: whether it has ended, and what it said last.</summary>
    public async Task<string> DescribeAsync()
    {
        // A connection that has just closed is often the first sign of an end.
        var ended = _isDisposed || await _process.EndsWithinAsync(LastWordsPatience, TimeProvider.System).ConfigureAwait(false);
        return Describe(ended);
    }

    /// <summary>Ends it, with all that it has started.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_isDisposed)
        {
            return;
        }

        _process.Kill();
        var ended = await _process.EndsWithinAsync(EndPatience, TimeProvider.System).ConfigureAwait(false);
        _isDisposed = true;
        _process.Dispose();
        if (!ended)
        {
            throw new GleanerException($"The process {Id} does not end although it was killed.");
        }

        _folder.Dispose();
    }

    private static GatewayProcess Launch(IProcessLauncher launcher, ProgramCall call)
    {
        ScratchFolder? folder = null;
        try
        {
            folder = ScratchFolder.Create("gleaner-scienceworld-");
            return new GatewayProcess(launcher.Start(call with { WorkingFolder = folder.Path }), folder);
        }
        catch (Exception exception)
        {
            folder?.Dispose();
            if (exception is IOException or UnauthorizedAccessException)
            {
                throw new GleanerException($"The simulator needs a folder of its own among the temporary files ({Path.GetTempPath()}), but none can be made: {exception.Message}", exception);
            }

            throw;
        }
    }

    private static bool IsVirtualMachinesWarning(string line) => line.Contains("VM warning:", StringComparison.Ordinal);

    private async Task<int> ReadPortAsync(ProgramCall call, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var ended = _output.Ended;
        try
        {
            await Task.WhenAny(_firstLine.Task, ended).WaitAsync(timeout, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            throw Failed($"printed no port within {timeout.TotalSeconds:0.#} s", call);
        }

        if (!_firstLine.Task.IsCompleted)
        {
            await _process.EndsWithinAsync(LastWordsPatience, TimeProvider.System).ConfigureAwait(false);
            await Task.WhenAny(_error.Ended, Task.Delay(LastWordsPatience, TimeProvider.System, cancellationToken)).ConfigureAwait(false);
            throw Failed("ended without printing a port", call);
        }

        var line = await _firstLine.Task.ConfigureAwait(false);
        return int.TryParse(line.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is > 0 and <= ushort.MaxValue
            ? port : throw Failed($"should have printed its port first but printed '{line}'", call);
    }

    private GleanerException Failed(string what, ProgramCall call) =>
        new($"The simulator's process {what}; {Describe(_process.ExitCode is not null)} It was started as: {call}");

    private string Describe(bool ended)
    {
        var state = !ended ? $"process {Id} is still running" : _isDisposed || _process.ExitCode is not { } code ? $"process {Id} has ended" : $"process {Id} has ended with exit code {code}";
        return _errors.ToString() is { Length: > 0 } errors ? $"{state}; its last errors:\n{errors}" : $"{state} and wrote no errors.";
    }
}
