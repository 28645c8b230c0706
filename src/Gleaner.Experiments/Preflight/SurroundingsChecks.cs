using System.Globalization;
using Gleaner.IO.Texts;
using Gleaner.Runs;

namespace Gleaner.Experiments;

/// <summary>Whether the parts of the experiment fit each other; a configuration was checked when it was read.</summary>
internal sealed class ConfigurationCheck : PreflightCheck
{
    public override string Id => "configuration";

    public override string Title => "configuration";

    public override bool NeedsWorld => false;

    public override Task<PreflightResult> RunAsync(PreflightContext context, CancellationToken cancellationToken)
    {
        var experiment = context.Experiment;
        experiment.Validate();
        return Task.FromResult(PreflightResult.Ok(
            $"{experiment.Name}: experts {string.Join(", ", experiment.Experts.Select(expert => expert.Name))}; methods {string.Join(", ", experiment.Methods.Select(method => method.Name).Prepend(Experiment.BehaviorCloningName))}; seeds {string.Join(", ", experiment.Seeds)}"));
    }
}

/// <summary>Whether the run's folder can be written, and what it holds already.</summary>
internal sealed class OutputFolderCheck : PreflightCheck
{
    public override string Id => "output";

    public override string Title => "output folder";

    public override bool NeedsWorld => false;

    public override Task<PreflightResult> RunAsync(PreflightContext context, CancellationToken cancellationToken)
    {
        var (folder, files) = (context.Folder, context.Options.Files);
        if (File.Exists(folder))
        {
            return Task.FromResult(PreflightResult.Failed($"{folder} is a file", "Name another folder with --output."));
        }

        // Only a file that was written tells; the folder itself is left as it is.
        var existing = Existing(folder);
        if (context.Options.Machine.WhyNotWritable(existing) is { } reason)
        {
            return Task.FromResult(PreflightResult.Failed($"{existing} cannot be written: {reason}", "Name another folder with --output."));
        }

        return Task.FromResult(!files.Exists(Path.Combine(folder, RunLayout.Manifest)) ? PreflightResult.Ok(folder)
            : RunDirectory.ReadManifest(folder, files).Finished is null ? PreflightResult.Ok($"{folder} holds a run that is not finished", "--resume continues it.")
            : PreflightResult.Warning($"{folder} holds a finished run", "Name another folder with --output for a new one."));
    }

    internal static string Existing(string folder)
    {
        while (!Directory.Exists(folder) && Path.GetDirectoryName(folder) is { } parent)
        {
            folder = parent;
        }

        return folder;
    }
}

/// <summary>Whether there is room for the run's files.</summary>
internal sealed class DiskSpaceCheck : PreflightCheck
{
    /// <summary>Trajectories, journals and the report of a run of some ten thousand rollouts.</summary>
    private const long RunFiles = 200_000_000;

    /// <summary>A training that is kept while it is not finished: weights and both moments, the new ones beside the old.</summary>
    private const int CopiesOfUnfinished = 6;

    private const long LittleDisk = 1_000_000_000;

    public override string Id => "disk";

    public override string Title => "disk space";

    public override bool NeedsWorld => false;

    public override Task<PreflightResult> RunAsync(PreflightContext context, CancellationToken cancellationToken)
    {
        var experiment = context.Experiment;
        if (context.Options.Machine.FreeDisk(OutputFolderCheck.Existing(context.Folder)) is not { } free)
        {
            return Task.FromResult(PreflightResult.Skipped("the system does not say how much is free"));
        }

        // Pre-training, behaviour cloning, and each iteration of each method keep a checkpoint.
        var checkpoints = experiment.Seeds.Length * (2L + ((long)experiment.Methods.Length * experiment.Exploration.Iterations));
        var size = experiment.Student.Size?.Checkpoint;
        var needed = RunFiles + ((size ?? 0) * (checkpoints + CopiesOfUnfinished));
        var message = $"{ByteText.Of(free)} free; about {ByteText.Of(needed)} needed"
            + (size is null ? ", checkpoints not reckoned in" : string.Create(CultureInfo.InvariantCulture, $" for {checkpoints:N0} checkpoints and the rest"));
        return Task.FromResult(free < needed ? PreflightResult.Failed(message, "Make room, or name a folder on another disk with --output.")
            : free < LittleDisk ? PreflightResult.Warning(message, "That is little: make room, or name a folder on another disk with --output.")
            : PreflightResult.Ok(message));
    }
}

/// <summary>Whether the student fits the memory that is free.</summary>
internal sealed class MemoryCheck : PreflightCheck
{
    public override string Id => "memory";

    public override string Title => "memory";

    public override bool NeedsWorld => false;

    public override Task<PreflightResult> RunAsync(PreflightContext context, CancellationToken cancellationToken)
    {
        if (context.Options.Machine.FreeMemory() is not { } free)
        {
            return Task.FromResult(PreflightResult.Skipped("the system does not say how much is free"));
        }

        if (context.Experiment.Student.Size?.Memory is not { } needed)
        {
            return Task.FromResult(PreflightResult.Ok($"{ByteText.Of(free)} free; what the student takes is not known here"));
        }

        var message = $"{ByteText.Of(free)} free; about {ByteText.Of(needed)} needed by the student at its peak";
        return Task.FromResult(needed > free
            ? PreflightResult.Failed(message, "End other programs, or take a smaller student: shorter 'context', 'recompute_layers', adapters instead of all weights.")
            : PreflightResult.Ok(message));
    }
}
