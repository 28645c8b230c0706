using System.Collections.Immutable;
using System.Security.Cryptography;
using Gleaner.Environments;
using Gleaner.Experiments;
using Gleaner.ScienceWorld.Experts;
using Gleaner.ScienceWorld.Splits;
using Gleaner.ScienceWorld.Tasks;
using Gleaner.Tasks;

namespace Gleaner.ScienceWorld.Kinds;

/// <summary>ScienceWorld as an experiment's configuration describes it. Its simulators end with it.</summary>
internal sealed class ScienceWorldWorld : World
{
    private readonly ScienceWorldEnvironment _environment;
    private readonly ScienceWorldEnvironment _solver;
    private readonly ScienceWorldTaskLists _lists;

    private ScienceWorldWorld(ScienceWorldEnvironment environment, ScienceWorldEnvironment solver, ScienceWorldTaskLists lists, string jarHash)
    {
        _environment = environment;
        _solver = solver;
        _lists = lists;
        DataHashes = ImmutableSortedDictionary<string, string>.Empty.Add("scienceworld.jar", jarHash);
    }

    public override IEnvironment Environment => _environment;

    public override string Rules => ScienceWorldRules.Text;

    public override ImmutableSortedDictionary<string, string> DataHashes { get; }

    public override ImmutableArray<string> TaskLists => [.. _lists.Names];

    /// <summary>Worked out by simulators of their own, as many as those that are played in, each of which starts when it is first needed.</summary>
    public IGoldPaths GoldPaths => new SimulatorGoldPaths(_solver);

    /// <summary>Finds the jar and Java; no simulator is started yet.</summary>
    /// <exception cref="GleanerException">One of them is missing.</exception>
    public static async ValueTask<ScienceWorldWorld> OpenAsync(ScienceWorldConfig config, CancellationToken cancellationToken)
    {
        var environment = ScienceWorldEnvironment.Open(config.Simulators, config.Episodes);
        var solver = ScienceWorldEnvironment.Open(config.Simulators, config.Episodes);
        var jar = File.OpenRead(environment.Jar);
        await using (jar.ConfigureAwait(false))
        {
            var hash = await SHA256.HashDataAsync(jar, cancellationToken).ConfigureAwait(false);
            return new ScienceWorldWorld(environment, solver, new ScienceWorldTaskLists(config.Simplifications, config.Lists), Convert.ToHexStringLower(hash));
        }
    }

    public override IReadOnlyList<TaskId> TasksOf(string list) => _lists.Read(list);

    /// <summary>The type of task: its variations differ in little.</summary>
    public override string GroupOf(TaskId task) => ScienceWorldTask.Parse(task).Name;

    public override async ValueTask DisposeAsync()
    {
        await _environment.DisposeAsync().ConfigureAwait(false);
        await _solver.DisposeAsync().ConfigureAwait(false);
        await base.DisposeAsync().ConfigureAwait(false);
    }
}
