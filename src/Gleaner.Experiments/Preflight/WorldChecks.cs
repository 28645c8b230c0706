using System.Globalization;
using Gleaner.Environments;
using Gleaner.Runs;
using Gleaner.Tasks;
using Gleaner.Trajectories;

namespace Gleaner.Experiments;

/// <summary>Opens the environment for the checks that follow: a server is reached, data is read, a simulator is found.</summary>
internal sealed class EnvironmentCheck : PreflightCheck
{
    public override string Id => "environment";

    public override string Title => "environment";

    public override bool NeedsWorld => false;

    public override TimeSpan TimeLimit => TimeSpan.FromSeconds(60);

    public override async Task<PreflightResult> RunAsync(PreflightContext context, CancellationToken cancellationToken)
    {
        var environment = context.Experiment.Environment;
        var setting = new WorldSetting(Path.Combine(context.Scratch, "data"), context.Options.Clock) { Warn = context.Options.Warn };
        context.Set(await environment.OpenAsync(setting, cancellationToken).ConfigureAwait(false));
        return PreflightResult.Ok(environment.Description);
    }
}

/// <summary>Chooses the tasks for the checks that follow.</summary>
internal sealed class TasksCheck : PreflightCheck
{
    public override string Id => "tasks";

    public override string Title => "tasks";

    public override bool NeedsWorld => false;

    public override Task<PreflightResult> RunAsync(PreflightContext context, CancellationToken cancellationToken)
    {
        if (!context.IsOpen)
        {
            return Task.FromResult(PreflightResult.Skipped("the environment could not be opened"));
        }

        var splits = ExperimentSplits.Of(context.Experiment.TasksOrDefault, context.World);
        context.Set(splits);
        return Task.FromResult(PreflightResult.Ok(string.Join(", ", splits.All.Select(split => string.Create(CultureInfo.InvariantCulture, $"{split.Name} {split.Tasks.Length:N0}")))));
    }
}

/// <summary>
/// Starts a few tasks twice, the second time all at once, and compares what is seen: states of expert runs are found again by playing their actions, and an
/// environment that begins otherwise each time, or mixes up sessions, makes all of them diverge.
/// </summary>
internal sealed class RepeatedResetsCheck : PreflightCheck
{
    private const int Tasks = 10;

    public override string Id => "resets";

    public override string Title => "equal resets";

    public override TimeSpan TimeLimit => TimeSpan.FromSeconds(60);

    public override async Task<PreflightResult> RunAsync(PreflightContext context, CancellationToken cancellationToken)
    {
        var environment = context.World.Environment;
        List<TaskId> tasks = [.. context.Splits.Training.Tasks.Take(Tasks)];
        var first = new List<string>();
        foreach (var task in tasks)
        {
            first.Add(await FirstObservation.OfAsync(environment, task, cancellationToken).ConfigureAwait(false));
        }

        using var room = new SemaphoreSlim(Math.Min(Tasks, environment.MaxOpenEpisodes));
        var second = await Task.WhenAll(tasks.Select(AgainAsync)).ConfigureAwait(false);
        List<int> different = [.. Enumerable.Range(0, tasks.Count).Where(i => first[i] != second[i] && !environment.ShowsSameState(first[i], second[i]))];
        if (different is [])
        {
            return PreflightResult.Ok($"{tasks.Count} tasks started twice, the second time together: the same observations", context.Experiment.Environment.RepeatAdvice);
        }

        var at = different[0];
        return PreflightResult.Failed(
            $"{different.Count} of {tasks.Count} tasks begin otherwise when they are started again: {tasks[at]} differs {TextDifference.Find(first[at], second[at])}",
            context.Experiment.Environment.RepeatAdvice
            ?? "Nothing can be learnt from states that are not found again: have the environment draw all chance from the task (in Python also PYTHONHASHSEED=0), and each session be its own.");

        async Task<string> AgainAsync(TaskId task)
        {
            await room.WaitAsync(cancellationToken).ConfigureAwait(false);
            try
            {
                return await FirstObservation.OfAsync(environment, task, cancellationToken).ConfigureAwait(false);
            }
            finally
            {
                room.Release();
            }
        }
    }
}

/// <summary>Compares what tasks of different splits begin with: all tasks where starting costs little, else the first of each split.</summary>
internal sealed class SharedStartsCheck : PreflightCheck
{
    private const int MostInProcess = 2_000;
    private const int MostElsewhere = 10;

    public override string Id => "starts";

    public override string Title => "tasks apart";

    public override async Task<PreflightResult> RunAsync(PreflightContext context, CancellationToken cancellationToken)
    {
        var environment = context.World.Environment;
        var most = environment.RecordsTexts ? MostElsewhere : MostInProcess;
        var starts = new List<(string, IReadOnlyList<(TaskId, string)>)>();
        var isAll = true;
        foreach (var split in new[] { context.Splits.Training, context.Splits.Dev }.OfType<TaskSplit>().Concat(context.Splits.Tests))
        {
            var own = new List<(TaskId, string)>();
            foreach (var task in split.Tasks.Take(most))
            {
                own.Add((task, await FirstObservation.OfAsync(environment, task, cancellationToken).ConfigureAwait(false)));
            }

            isAll &= split.Tasks.Length <= most;
            starts.Add((split.Name, own));
        }

        var which = isAll ? "all tasks" : string.Create(CultureInfo.InvariantCulture, $"the first {most:N0} tasks of each split (a run compares all of them)");
        return SharedStarts.Of(starts) is { Any: true } shared
            ? PreflightResult.Warning($"of {which}, {shared.Found}", SharedStarts.Advice)
            : PreflightResult.Ok($"no two of {which} in different splits begin alike");
    }
}

/// <summary>What a task begins with.</summary>
internal static class FirstObservation
{
    public static async Task<string> OfAsync(IEnvironment environment, TaskId task, CancellationToken cancellationToken)
    {
        var episode = await environment.ResetAsync(task, cancellationToken).ConfigureAwait(false);
        await using var closing = episode.ConfigureAwait(false);
        return episode.Observation.Text;
    }
}
