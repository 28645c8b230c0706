using System.Collections.Immutable;
using Gleaner.Rollouts;
using Gleaner.Runs;

namespace Gleaner.Experiments;

/// <summary>An experiment whose parts have been made: its world is open until this is disposed.</summary>
internal sealed class OpenedExperiment : IAsyncDisposable
{
    private readonly Experiment _experiment;

    private OpenedExperiment(Experiment experiment, World world, ExperimentSplits splits)
    {
        (_experiment, World, Splits) = (experiment, world, splits);
        Student = experiment.Student.Prepare(world);
        Experts = [.. experiment.Experts.Select(expert => expert.Create(world, experiment.Environment.MaxTurns))];
    }

    public World World { get; }

    public ExperimentSplits Splits { get; }

    public PreparedStudent Student { get; }

    /// <summary>In the order of the experiment's own.</summary>
    public ImmutableArray<IExpert> Experts { get; }

    /// <summary>How rollouts are run.</summary>
    public RolloutOptions Rollouts => _experiment.Student.Adapt(new RolloutOptions { MaxTurns = _experiment.Environment.MaxTurns });

    public static async Task<OpenedExperiment> OpenAsync(Experiment experiment, WorldSetting setting, CancellationToken cancellationToken)
    {
        var world = await experiment.Environment.OpenAsync(setting, cancellationToken).ConfigureAwait(false);
        try
        {
            return new OpenedExperiment(experiment, world, ExperimentSplits.Of(experiment.TasksOrDefault, world));
        }
        catch
        {
            await world.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Everything that decides results.</summary>
    /// <param name="command">The command line that started the run.</param>
    public RunIdentity Identify(string command) => new()
    {
        Command = command,
        Version = typeof(OpenedExperiment).Assembly.GetName().Version!.ToString(3),
        CodeHash = CodeInUse(),
        Configuration = _experiment.Identity,
        Seeds = _experiment.Seeds,
        DataHashes = Splits.All
            .ToImmutableSortedDictionary(split => $"split {split.Name}", split => split.Hash)
            .AddRange(World.DataHashes)
            .AddRange(_experiment.Experts.Zip(Experts).Where(expert => expert.Second.DataHash is not null)
                .Select(expert => new KeyValuePair<string, string>($"expert {expert.First.Name}", expert.Second.DataHash!)))
            .AddRange(Student.DataHash is { } hash ? [new("student", hash)] : []),
    };

    public ValueTask DisposeAsync() => World.DisposeAsync();

    /// <summary>A library that computes in Gleaner's place is part of the program: a run is not resumed under another.</summary>
    private string CodeInUse()
    {
        var own = CodeHash.Of(
        [
            World.GetType().Assembly, World.Environment.GetType().Assembly, Student.Create.Method.Module.Assembly,
            .. Experts.Select(expert => expert.GetType().Assembly),
            .. _experiment.Methods.SelectMany(method => PartAssemblies.Of(method.Create(_experiment.FirstExpert))),
        ]);
        return _experiment.Student.ComputedBy is { } library ? $"{own} with {library}" : own;
    }
}
