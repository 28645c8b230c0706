using Gleaner.Students;
using System.Collections.Immutable;
using System.Globalization;
using Gleaner.CommandLine.App;
using Gleaner.CommandLine.Configuration.Students;
using Gleaner.CommandLine.Reporting;
using Gleaner.CommandLine.Worlds;
using Gleaner.Randomness;
using Gleaner.Runs;
using Gleaner.Students.Pretrained;
using Gleaner.Students.Views;
using Gleaner.Formats.Exports;

namespace Gleaner.CommandLine.Exports;

/// <summary>Exports what an iteration of a run learnt from.</summary>
internal sealed class RunExport(IRunFiles files, AppSurroundings surroundings)
{
    /// <exception cref="UsageException">The run has no such method or iteration.</exception>
    /// <exception cref="GleanerException">The format cannot say the weights, or the run cannot be read.</exception>
    public async Task<RunExportResult> WriteAsync(RunExportRequest request, CancellationToken cancellationToken)
    {
        var results = RunResults.Read(request.Run, files);
        var method = TaskSelection.Method(results, request.Method, request.Seed);
        var iteration = IterationOf(request, method);
        var world = await results.Config.Environment
            .OpenAsync(new WorldSetting(Path.Combine(request.Run, "data"), surroundings.Clock), cancellationToken).ConfigureAwait(false);
        await using var closing = world.ConfigureAwait(false);
        var examples = await WeightedDataset.ReadAsync(request.Run, method.Folder, iteration, world.Environment, files, cancellationToken).ConfigureAwait(false);
        var dataset = new ExportDataset(examples, world.Rules)
        {
            WithThoughts = request.WithThoughts,
            Part = request.Part,
            Renderer = request.Format.HoldsIds ? RendererOf(request, results, world, method.Seed) : null,
            Origin = ImmutableSortedDictionary<string, string>.Empty
                .Add("method", method.Description.Name)
                .Add("seed", method.Seed.ToString(CultureInfo.InvariantCulture))
                .Add("iteration", iteration.ToString(CultureInfo.InvariantCulture)),
        };
        ExportCounts? counts = null;
        files.Write(request.Output, stream => counts = request.Format.Write(stream, dataset));
        return new RunExportResult($"{method.Description.Name}, seed {method.Seed}, iteration {iteration}, as {request.Format.Name}", counts!);
    }

    private static int IterationOf(RunExportRequest request, MethodSummary method)
    {
        var last = method.Iterations[^1].Metrics.Number;
        return request.Iteration is not { } number ? last
            : number >= 1 && number <= last ? number
            : throw new UsageException($"{method.Description.Name} has finished the iterations 1 to {last}; there is no iteration {number}.");
    }

    private static ISequenceRenderer RendererOf(RunExportRequest request, RunResults results, World world, ulong seed)
    {
        if (request.Model is { } folder)
        {
            return new ChatSequences(folder, world.Rules, request.FoldSystem);
        }

        var own = results.Config.Student switch
        {
            PretrainedStudentConfig { Options: var options } => options,
            ExternalStudentConfig { Model: var model } => model,
            _ => null,
        };
        if (own is not null)
        {
            return new ChatSequences(own.Folder, world.Rules, own.FoldSystemIntoUser, keepSampledIds: true);
        }

        var trajectories = results.Config.Experts
            .SelectMany(expert => results.Summary.Experts.Where(found => found.Name == expert.Name))
            .SelectMany(expert => expert.Trajectories)
            .ToList();
        return results.Config.Student.Prepare(world).Create(trajectories).Create(new Seed(seed).Derive("student")) as ISequenceRenderer
            ?? throw new UsageException("The run's student has no tokens of its own; name the model that ids are made for by --model DIR.");
    }
}
