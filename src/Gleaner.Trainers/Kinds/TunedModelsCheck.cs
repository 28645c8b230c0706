using System.Globalization;
using Gleaner.Decoder.Model;
using Gleaner.Decoder.Sizing;
using Gleaner.Experiments;
using Gleaner.IO.Texts;

namespace Gleaner.Trainers.Kinds;

/// <summary>
/// Whether there is room for what a run's trainings leave, each a model that is kept, for what an unfinished one keeps meanwhile, and for the model
/// that the step of this check leaves.
/// </summary>
/// <param name="config">How the student is tuned.</param>
internal sealed class TunedModelsCheck(CommandTuningConfig config) : PreflightCheck
{
    public override string Id => "disk student.tuning.models";

    public override string Title => "room for tuned models";

    public override bool NeedsWorld => false;

    public override Task<PreflightResult> RunAsync(PreflightContext context, CancellationToken cancellationToken)
    {
        var (shape, problem) = ModelShape.Read(config.BaseFolder);

        // What is missing the check of the GPU's memory has failed for.
        return Task.FromResult(problem is null ? Compare(shape!, context) : PreflightResult.Skipped(problem.Message));
    }

    private PreflightResult Compare(DecoderConfig shape, PreflightContext context)
    {
        var sft = SftCommand.Of(config.Command);
        var room = TuningRoom.Of(shape, sft, context.Experiment, convertsModels: config.Publish.Any(part => part.Contains("llamacpp", StringComparison.Ordinal)));
        var folder = config.Models ?? Path.Combine(context.Folder, "student", "models");
        var there = config.Models is null && Directory.Exists(folder) ? Directory.GetDirectories(folder, config.Prefix + "-*").Length : 0;
        var models = Math.Max(0, room.Learnings - there);
        var stateFolder = sft?.State is { } named && !named.Contains('{', StringComparison.Ordinal) ? Path.GetFullPath(named) : folder;
        var kept = room.State == 0 ? "" : $"{ByteText.Of(room.State)} for a training that is not finished";
        List<Place> places =
        [
            new(folder, models * room.Model, Invariant($"{models} models of {ByteText.Of(room.Model)} each"),
                "Make room, or name a folder on another disk with 'student.tuning.models'" + (sft is { KeepsAdapters: true } ? "." : "; adapters alone (--lora-rank 16, --no-merge) take a hundredth.")),
            new(context.Scratch, room.Model, "the model of this check's own step", "Set TMPDIR to a folder on a disk with more room."),
        ];
        if (room.State > 0 && stateFolder == folder)
        {
            places[0] = places[0] with { Bytes = places[0].Bytes + room.State, What = $"{places[0].What}, {kept}" };
        }
        else if (room.State > 0)
        {
            places.Insert(1, new Place(stateFolder, room.State, kept, "Make room, name another place with --state, or keep it less often (--save-every)."));
        }

        return Judge(places, context.Options.Machine, sft is null ? "; what the trainer itself keeps meanwhile is not known here" : "");
    }

    private static PreflightResult Judge(IReadOnlyList<Place> places, IMachine machine, string note)
    {
        List<(Place Place, long? Free)> found = [.. places.Select(place => (place, machine.FreeDisk(Existing(place.Folder))))];
        if (found.Any(one => one.Free is null))
        {
            return PreflightResult.Skipped($"the system does not say how much is free; {places[0]}");
        }

        var tight = found.FindIndex(one => one.Free < one.Place.Bytes);
        var (place, free) = found[Math.Max(0, tight)];
        var message = $"{place}, {ByteText.Of(free!.Value)} free{note}";
        return tight < 0 ? PreflightResult.Ok(message) : PreflightResult.Failed(message, place.Advice);
    }

    private static string Existing(string folder)
    {
        while (!Directory.Exists(folder) && Path.GetDirectoryName(folder) is { } parent)
        {
            folder = parent;
        }

        return folder;
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private sealed record Place(string Folder, long Bytes, string What, string Advice)
    {
        public override string ToString() => $"needs about {ByteText.Of(Bytes)} in {Folder} ({What})";
    }
}

/// <summary>What the trainings of a run leave on disk, in bytes.</summary>
/// <param name="Learnings">Models that are trained and kept: one of behaviour cloning and one of each iteration of each method, for each seed.</param>
/// <param name="Model">What each takes.</param>
/// <param name="State">What an unfinished training keeps at most; the new state is written beside the old one.</param>
internal sealed record TuningRoom(int Learnings, long Model, long State)
{
    /// <summary>Reckons it.</summary>
    /// <param name="shape">The base model's shape.</param>
    /// <param name="sft">The trainer's command; null for another trainer, which is taken to leave a whole model in bfloat16 and to keep nothing.</param>
    /// <param name="experiment">The experiment.</param>
    /// <param name="convertsModels">Whether the server reads files of its own that models are converted to, as llama.cpp does.</param>
    public static TuningRoom Of(DecoderConfig shape, SftCommand? sft, Experiment experiment, bool convertsModels)
    {
        var whole = GpuEstimate.OfServing(shape, 0).Weights;

        // What is trained is fp32, as are both of its moments; adapters are saved so, too.
        var trained = GpuEstimate.OfTraining(shape, new GpuTraining { Rank = sft?.LoraRank ?? 0 }).Gradients;
        var isAdapter = sft is { LoraRank: > 0, KeepsAdapters: true };
        var model = isAdapter ? trained : sft is { InBFloat16: false } ? 2 * whole : whole;
        var converted = !convertsModels ? 0 : isAdapter ? trained : whole;
        var steps = experiment.Methods.Select(method => method.Learning?.Steps ?? experiment.Training.Iteration.Steps).Append(experiment.Training.BehaviorCloning.Steps).Max();
        var states = sft is { SaveEvery: > 0 } ? Math.Min(2, (steps - 1) / sft.SaveEvery) : 0;
        var learnings = experiment.Seeds.Length * (1 + experiment.Methods.Sum(method => method.Iterations ?? experiment.Exploration.Iterations));
        return new TuningRoom(learnings, model + converted, states * 3 * trained);
    }
}
