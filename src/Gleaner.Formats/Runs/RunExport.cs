using System.Collections.Immutable;
using System.Globalization;
using Gleaner.Chat.Rendering;
using Gleaner.Environments;
using Gleaner.Environments.Recorded;
using Gleaner.Experiments;
using Gleaner.Experiments.Reporting;
using Gleaner.Formats.Exports;
using Gleaner.Runs;
using Gleaner.Selection;
using Gleaner.Students;

namespace Gleaner.Formats.Runs;

/// <summary>Exports from programs of your own.</summary>
public static class ExperimentExport
{
    /// <summary>Writes what an iteration of the experiment's run learnt from, in the form of another trainer.</summary>
    /// <param name="experiment">The experiment.</param>
    /// <param name="request">What is exported, and whereto.</param>
    /// <param name="options">How files are reached.</param>
    /// <param name="cancellationToken">Stops; nothing is written then.</param>
    /// <exception cref="GleanerException">The run has no such method or iteration, or the format cannot say its weights.</exception>
    public static Task<RunExportResult> ExportAsync(
        this Experiment experiment, RunExportRequest request, RunOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new RunOptions();
        return new RunExport(options.Files, options.Clock).WriteAsync(request, () => experiment, cancellationToken);
    }
}

/// <summary>Exports what an iteration of a run learnt from.</summary>
/// <param name="files">How files are reached.</param>
/// <param name="clock">The clock.</param>
public sealed class RunExport(IRunFiles files, TimeProvider clock)
{
    /// <summary>Writes the file.</summary>
    /// <param name="request">What is exported.</param>
    /// <param name="experiment">The run's experiment; asked only where the run's folder cannot do without: for observations that it does not keep, and for the student's own ids.</param>
    /// <param name="cancellationToken">Stops; nothing is written then.</param>
    /// <exception cref="UsageException">The run has no such method or iteration, or needs an experiment that is not there.</exception>
    /// <exception cref="GleanerException">The format cannot say the weights, or the run cannot be read.</exception>
    public async Task<RunExportResult> WriteAsync(RunExportRequest request, Func<Experiment> experiment, CancellationToken cancellationToken)
    {
        var results = RunResults.Read(request.Run, files);
        var method = RunSelection.Method(results, request.Method, request.Seed);
        var iteration = IterationOf(request, method);
        var world = await OpenAsync(results, experiment, cancellationToken).ConfigureAwait(false);
        await using var closing = world.ConfigureAwait(false);
        var examples = await WeightedDataset.ReadAsync(request.Run, method.Folder, iteration, world.Environment, files, cancellationToken).ConfigureAwait(false);
        var dataset = new ExportDataset(examples, results.Display.Rules)
        {
            WithThoughts = request.WithThoughts,
            Part = request.Part,
            Chat = request.Format.HoldsIds ? null : request.Chat?.Invoke(),
            MaxLength = request.MaxLength,
            OverLength = request.OverLength,
            Renderer = !request.Format.HoldsIds ? null : request.OtherModel is { } other ? other(results.Display.Rules) : OwnRenderer(results, experiment(), world),
            Source = request.WithSources && !request.Format.HoldsIds ? example => SourceOf(example, results, method, iteration) : null,
            Origin = ImmutableSortedDictionary<string, string>.Empty
                .Add("method", method.Description.Name)
                .Add("seed", method.Seed.ToString(CultureInfo.InvariantCulture))
                .Add("iteration", iteration.ToString(CultureInfo.InvariantCulture)),
        };
        if (request.WithSources && request.Format.HoldsIds)
        {
            throw new UsageException($"The format '{request.Format.Name}' holds token ids and nothing beside them; sources stand in rows of texts.");
        }

        if (dataset is { MaxLength: not null, Chat: null, Renderer: null })
        {
            throw new UsageException($"The format '{request.Format.Name}' holds texts: name the model whose tokens the limit counts by --model DIR.");
        }

        ExportCounts? counts = null;
        cancellationToken.ThrowIfCancellationRequested();
        files.Write(request.Output, stream =>
        {
            counts = request.Format.Write(stream, dataset);
            cancellationToken.ThrowIfCancellationRequested();
        });
        return new RunExportResult($"{method.Description.Name}, seed {method.Seed}, iteration {iteration}, as {request.Format.Name}", counts!)
        {
            Cautions = [.. request.Format.Cautions(dataset)],
        };
    }

    // The rollout that solved it; of an expert's solution, the state that it teaches on the page of its task.
    private static string SourceOf(WeightedTrajectory example, RunResults results, MethodSummary method, int iteration)
    {
        var (state, solution) = (example.State, example.Solution);
        var page = solution.Rollout is { } key
            ? ViewerPages.Rollout($"{RunLayout.Iteration(method.Folder, solution.Iteration)}/rollouts", key)
            : ViewerPages.Task(method.Folder, state.Task, iteration, state.Trunk, state.Step);
        return $"/run/{ViewerPages.RunName(results.Folder)}/{page}";
    }

    private ValueTask<World> OpenAsync(RunResults results, Func<Experiment> experiment, CancellationToken cancellationToken) =>
        results.Display.RecordsTexts
            ? new(new RecordedWorld(results.Display))
            : experiment().Environment.OpenAsync(new WorldSetting(Path.Combine(results.Folder, "data"), clock), cancellationToken);

    private static int IterationOf(RunExportRequest request, MethodSummary method)
    {
        var last = method.Iterations[^1].Metrics.Number;
        return request.Iteration is not { } number ? last
            : number >= 1 && number <= last ? number
            : throw new UsageException($"{method.Description.Name} has finished the iterations 1 to {last}; there is no iteration {number}.");
    }

    private static ISequenceRenderer OwnRenderer(RunResults results, Experiment experiment, World world)
    {
        var trajectories = results.Display.Experts
            .SelectMany(expert => results.Summary.Experts.Where(found => found.Name == expert.Name))
            .SelectMany(expert => expert.Trajectories)
            .ToList();
        return experiment.Student.Renderer(world, trajectories)
            ?? throw new UsageException("The run's student has no tokens of its own; name the model that ids are made for by --model DIR.");
    }

    /// <summary>The world of a run that keeps all that was seen: nothing is played in it.</summary>
    private sealed class RecordedWorld(RunDisplay display) : World
    {
        public override IEnvironment Environment { get; } = new RecordedEnvironment("recorded", double.PositiveInfinity, []);

        public override string Rules => display.Rules;

        public override ImmutableSortedDictionary<string, string> DataHashes => ImmutableSortedDictionary<string, string>.Empty;

        public override ImmutableArray<string> TaskLists => [];

        public override IReadOnlyList<Gleaner.Tasks.TaskId> TasksOf(string list) => [];
    }
}

/// <summary>What is to be exported of a run. Paths are absolute.</summary>
public sealed record RunExportRequest
{
    /// <summary>The run's folder.</summary>
    public required string Run { get; init; }

    /// <summary>The method by name; null for the first EEF.</summary>
    public string? Method { get; init; }

    /// <summary>The seed; null for the first.</summary>
    public ulong? Seed { get; init; }

    /// <summary>The iteration, from 1; null for the last finished one.</summary>
    public int? Iteration { get; init; }

    /// <summary>The form.</summary>
    public required IExportFormat Format { get; init; }

    /// <summary>Makes the ids of the formats that hold ids for another model, given what a chat model is told; null for the run's own student.</summary>
    public Func<string, ISequenceRenderer>? OtherModel { get; init; }

    /// <summary>Makes the renderer of the model in whose tokens rows of texts are measured; null for none.</summary>
    public Func<ChatRenderer>? Chat { get; init; }

    /// <summary>The most tokens of a row that the trainer takes; null if that is not known.</summary>
    public int? MaxLength { get; init; }

    /// <summary>What is done with rows over <see cref="MaxLength"/>. Default: they are kept and counted.</summary>
    public OverLength OverLength { get; init; }

    /// <summary>Whether turns are written with their thoughts.</summary>
    public bool WithThoughts { get; init; }

    /// <summary>Which part of a trained turn is trained.</summary>
    public TrainedPart Part { get; init; }

    /// <summary>Whether each row says in a member <c>source</c> which page of the viewer it comes from; formats of texts only. Default: no, because not every loader takes further members.</summary>
    public bool WithSources { get; init; }

    /// <summary>The file.</summary>
    public required string Output { get; init; }
}

/// <summary>What an export came to.</summary>
/// <param name="Source">What was exported, in words.</param>
/// <param name="Counts">How much of it.</param>
public sealed record RunExportResult(string Source, ExportCounts Counts)
{
    /// <summary>What whoever trains on the file must know.</summary>
    public ImmutableArray<string> Cautions { get; init; } = [];
}
