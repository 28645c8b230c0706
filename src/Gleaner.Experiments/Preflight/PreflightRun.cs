using System.Collections.Immutable;
using System.Globalization;

namespace Gleaner.Experiments;

/// <summary>Makes the checks of an experiment, one after the other, each within its time.</summary>
internal sealed class PreflightRun
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(2);

    private readonly Experiment _experiment;
    private readonly string _folder;
    private readonly PreflightOptions _options;
    private readonly IReadOnlyList<PreflightCheck> _checks;
    private bool _isWrong;

    /// <param name="experiment">The experiment.</param>
    /// <param name="folder">The folder that the run is to be in, absolute.</param>
    /// <param name="options">How it is checked.</param>
    public PreflightRun(Experiment experiment, string folder, PreflightOptions options)
    {
        (_experiment, _folder, _options) = (experiment, folder, options);
        PreflightCheck[] own =
        [
            .. experiment.Environment.Checks,
            .. experiment.Experts.IsDefault ? [] : experiment.Experts.SelectMany(expert => expert.Checks),
            .. experiment.Student.Checks,
            .. experiment.Methods.IsDefault ? [] : experiment.Methods.SelectMany(method => method.Judging?.Judge.Checks($"methods.{method.Name}.judge") ?? []),
        ];

        // What costs least comes first, and the student last: it is tried with what the experts show.
        _checks =
        [
            new ConfigurationCheck(), new OutputFolderCheck(), new DiskSpaceCheck(), new MemoryCheck(),
            .. own.Where(check => !check.NeedsWorld),
            new EnvironmentCheck(), new TasksCheck(), new RepeatedResetsCheck(), new SharedStartsCheck(),
            .. own.Where(check => check.NeedsWorld),
        ];
    }

    public async Task<PreflightReport> RunAsync(CancellationToken cancellationToken)
    {
        var scratch = _options.Machine.MakeScratchFolder();
        var context = new PreflightContext(_experiment, _folder, scratch, _options);
        try
        {
            var entries = ImmutableArray.CreateBuilder<PreflightEntry>(_checks.Count);
            foreach (var check in _checks)
            {
                var start = _options.Clock.GetTimestamp();
                var result = await ResultOfAsync(check, context, cancellationToken).ConfigureAwait(false);
                _isWrong |= check is ConfigurationCheck && result.Outcome == PreflightOutcome.Failed;
                entries.Add(new PreflightEntry(check.Id, check.Title, result.Outcome, result.Message, result.Advice, _options.Clock.GetElapsedTime(start).TotalSeconds));
                _options.Progress?.Report(entries[^1]);
            }

            return new PreflightReport(entries.MoveToImmutable());
        }
        finally
        {
            await CloseAsync(context).ConfigureAwait(false);
        }
    }

    private async Task<PreflightResult> ResultOfAsync(PreflightCheck check, PreflightContext context, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (_isWrong)
        {
            return PreflightResult.Skipped("the configuration is wrong");
        }

        if (check.NeedsWorld && !context.IsReady)
        {
            return PreflightResult.Skipped(context.IsOpen ? "the tasks could not be chosen" : "the environment could not be opened");
        }

        if (check.IsPaid && !_options.MayCall)
        {
            return PreflightResult.Skipped("it costs a call, and calls were ruled out");
        }

        try
        {
            return await WithinTimeAsync(check, context, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception exception)
        {
            return exception is GleanerException or IOException or UnauthorizedAccessException
                ? PreflightResult.Failed(exception.Message)
                : PreflightResult.Failed($"{exception.GetType().Name}: {exception.Message}", "This is a defect of the check, or of what it tried.");
        }
    }

    // What does not let go is left behind: the program must end all the same.
    private async Task<PreflightResult> WithinTimeAsync(PreflightCheck check, PreflightContext context, CancellationToken cancellationToken)
    {
        var limit = _options.TimeLimit ?? check.TimeLimit;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var token = stop.Token;
        var work = Task.Run(() => check.RunAsync(context, token), CancellationToken.None);
        try
        {
            return await work.WaitAsync(limit, _options.Clock, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException) when (!work.IsCompleted)
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await Task.WhenAny(work, Task.Delay(Grace, _options.Clock, cancellationToken)).ConfigureAwait(false);
            Forget(work);
            return PreflightResult.Failed(
                string.Create(CultureInfo.InvariantCulture, $"it did not finish within {limit.TotalSeconds:0.###} s"),
                "Find out what it waits for, or give it longer with --time-limit.");
        }
        catch (OperationCanceledException) when (!work.IsCompleted)
        {
            Forget(work);
            throw;
        }
    }

    private async ValueTask CloseAsync(PreflightContext context)
    {
        var closing = context.IsOpen ? context.World.DisposeAsync().AsTask() : Task.CompletedTask;
        try
        {
            await closing.WaitAsync(Grace, _options.Clock).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is TimeoutException or GleanerException or IOException)
        {
            _options.Warn($"warning: the environment could not be closed: {exception.Message}");
            Forget(closing);
        }

        try
        {
            _options.Files.DeleteFolder(context.Scratch);
        }
        catch (GleanerException exception)
        {
            _options.Warn($"warning: {exception.Message}");
        }
    }

    private static void Forget(Task work) => _ = work.ContinueWith(
        static left => _ = left.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
}
