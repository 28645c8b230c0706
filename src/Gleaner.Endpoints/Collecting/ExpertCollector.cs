using System.Globalization;
using Gleaner.Endpoints.Calls;
using Gleaner.Endpoints.Kinds;
using Gleaner.Endpoints.Policies;
using Gleaner.Experiments;
using Gleaner.Experiments.Reporting;
using Gleaner.Rollouts;
using Gleaner.Runs;
using Gleaner.Tasks;
using Gleaner.Trajectories;

namespace Gleaner.Endpoints.Collecting;

/// <summary>Lets a chat model play tasks once each, successes and failures alike, and keeps what it did in a file.</summary>
public sealed class ExpertCollector(IRunFiles files, TimeProvider clock, TextWriter output)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    /// <summary>Collects what is not there yet.</summary>
    /// <param name="experiment">The experiment.</param>
    /// <param name="expert">One of its experts.</param>
    /// <param name="target">Where everything goes.</param>
    /// <param name="splitName">The split that is played.</param>
    /// <param name="episodes">Most tasks; null for all of the split.</param>
    /// <param name="cancellationToken">Stops; the same call resumes.</param>
    public async Task CollectAsync(
        Experiment experiment, ChatExpertConfig expert, CollectionFiles target, string splitName, int? episodes, CancellationToken cancellationToken)
    {
        using var held = files.TryLock(target.Lock) ?? throw new GleanerException($"{target.Trajectories}: another process collects into this file. Wait for it, or stop it.");
        var data = Path.Combine(Path.GetDirectoryName(target.Trajectories)!, Path.GetFileNameWithoutExtension(target.Trajectories) + ".data");
        var world = await experiment.Environment.OpenAsync(new WorldSetting(data, clock), cancellationToken).ConfigureAwait(false);
        await using var closing = world.ConfigureAwait(false);
        var split = ExperimentSplits.Of(experiment.Tasks ?? experiment.Environment.DefaultTasks, world).All.FirstOrDefault(split => split.Name == splitName)?.Tasks
            ?? throw new UsageException($"The configuration has no split '{splitName}': set tasks.{splitName}.count.");
        if (SpendingFile.Read(files, target.Spending) is { } earlier && earlier.Model != expert.Endpoint.Model)
        {
            throw new GleanerException($"{target.Trajectories}: it was begun with the model {earlier.Model}, not {expert.Endpoint.Model}: name another file by --output.");
        }

        var endpoint = expert.Endpoint.Open();
        using var client = endpoint.Client;
        using var calls = ChatCalls.Open(endpoint, files, target.Calls, clock);
        using var collected = CollectedTrajectories.Open(files, target.Trajectories, expert.Name);
        SpendingFile.Of(expert.Endpoint.Model, calls.Ledger).Write(files, target.Spending);
        var tasks = split.Take(episodes ?? split.Length).ToList();
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"Collecting {tasks.Count:N0} episodes of {world.Environment.Name} by {expert.Name} ({expert.Endpoint.Model}){(expert.IsSimulated ? ", which is simulated" : "")}; {tasks.Count(collected.Has):N0} are there already."));
        try
        {
            await PlayAsync(experiment, expert, world, calls, collected, tasks, cancellationToken).ConfigureAwait(false);
            collected.Sort(tasks);
        }
        finally
        {
            SpendingFile.Of(expert.Endpoint.Model, calls.Ledger).Write(files, target.Spending);
        }

        Summarise(tasks, collected, calls, world.Environment.SuccessThreshold);
    }

    private async Task PlayAsync(
        Experiment experiment, ChatExpertConfig expert, World world, ChatCalls calls, CollectedTrajectories collected, List<TaskId> tasks, CancellationToken cancellationToken)
    {
        var policy = new ChatPolicy(expert.Agent.AgentIn(world, expert.Name, expert.Endpoint.Model), calls);

        // One episode a worker: none waits for the answers of the others.
        var options = new RolloutOptions { MaxTurns = experiment.Environment.MaxTurns } with { Decoding = expert.Agent.Decoding, Author = Author.Expert, Workers = expert.Endpoint.Calls.Parallel, BatchSize = 1 };
        List<RolloutRequest> requests = [.. tasks.Where(task => !collected.Has(task)).Select(task => new RolloutRequest(StartState.Initial(task), 0))];
        var (finished, lastLine) = (0, clock.GetTimestamp());
        await new RolloutEngine(world.Environment).RunAsync(policy, requests, expert.Seed, options, Finished, cancellationToken).ConfigureAwait(false);

        void Finished(Rollout rollout)
        {
            // Where the environment failed, the next call tries again; its answers so far are in the journal.
            if (!rollout.Trajectory.StopReason.IsEnvironmentFailure)
            {
                collected.Add(rollout.Trajectory);
            }

            finished++;
            if (clock.GetElapsedTime(lastLine) >= Pause)
            {
                lastLine = clock.GetTimestamp();
                output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {finished:N0}/{requests.Count:N0} episodes, {calls.Ledger.Total.Calls:N0} calls"));
                output.Flush();
            }
        }
    }

    private void Summarise(List<TaskId> tasks, CollectedTrajectories collected, ChatCalls calls, double threshold)
    {
        var wanted = tasks.ToHashSet();
        var played = collected.All.Where(trajectory => wanted.Contains(trajectory.Task)).ToList();
        var successes = played.Count(trajectory => trajectory.IsPositive(threshold));
        var total = calls.Ledger.Total;
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{played.Count:N0} episodes: {successes:N0} successes, {played.Count - successes:N0} failures, mean return {(played.Count == 0 ? 0 : played.Average(trajectory => trajectory.Return)):0.000}."));
        if (played.Select(trajectory => trajectory.StopReason).Stops() is { } stops)
        {
            output.WriteLine($"{StopReasonText.Summary(stops, played.Count)}.");
        }

        if (played.Count < tasks.Count)
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{tasks.Count - played.Count:N0} episodes are missing because the environment failed; the same command tries them again."));
        }

        output.WriteLine(SpendingFile.Describe(total));
        output.WriteLine(successes == 0
            ? "No success, so none has a price."
            : string.Create(CultureInfo.InvariantCulture, $"A success took {(double)total.Calls / successes:0.0} calls and {(double)total.Tokens.Total / successes:0} tokens{(total.Cost > 0 ? string.Create(CultureInfo.InvariantCulture, $", and cost {total.Cost / successes:0.00##}") : "")}, failures included."));
        if (total.FromJournal > 0)
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{total.FromJournal:N0} questions were answered from the journal and not paid for again."));
        }
    }
}

/// <summary>The files of a collection, beside each other.</summary>
/// <param name="Trajectories">The trajectories, in Gleaner's format; the user names this one.</param>
public sealed record CollectionFiles(string Trajectories)
{
    /// <summary>Every answered call.</summary>
    public string Calls => Path.ChangeExtension(Trajectories, ".calls.jsonl");

    /// <summary>What they took.</summary>
    public string Spending => Path.ChangeExtension(Trajectories, ".spending.json");

    /// <summary>Held by the process that collects.</summary>
    public string Lock => Path.ChangeExtension(Trajectories, ".lock");
}
