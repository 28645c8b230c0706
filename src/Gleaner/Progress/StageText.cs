using System.Globalization;
using Gleaner.Runs;

namespace Gleaner.CommandLine.Progress;

/// <summary>Says in words what a stage of an experiment does and what it came to.</summary>
internal sealed class StageText(Experiment experiment)
{
    private readonly Dictionary<string, string> _names = experiment.Methods
        .Select(method => method.Name)
        .Append(Experiment.BehaviorCloningName)
        .ToDictionary(SafeName.From);

    /// <summary>Whether there is anything to say: behaviour cloning explores nothing.</summary>
    public static bool IsSilent(RunStage stage, StageResult result) => stage.Kind == StageKind.Exploration && result.Last.Total == 0;

    /// <summary>What is being done: <c>EEF, iteration 2: exploring</c>.</summary>
    public string Title(RunStage stage) => $"{Place(stage)}: " + stage.Kind switch
    {
        StageKind.ExpertCollection => "playing the training tasks",
        StageKind.Pretraining => "pre-training",
        StageKind.Exploration => "exploring",
        StageKind.Learning => "learning",
        _ => $"evaluating on {stage.Subject}",
    };

    /// <summary>What it came to; why rollouts ended is said by <see cref="Ends"/>.</summary>
    public static string FinalCounts(StageProgress progress) => Counts(progress with { Diverged = 0, Failed = 0 });

    /// <summary>Why rollouts of a stage ended, where not all ended with their task; null otherwise.</summary>
    public string? Ends(RunStage stage, StageProgress progress) =>
        progress.Stops is { } stops && progress.Done > 0 ? $"{Title(stage)}: {StopReasonText.Summary(stops, progress.Done)}" : null;

    /// <summary>How far it is: <c>1,200/6,000, 31.5 % won</c>.</summary>
    public static string Counts(StageProgress progress)
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"{progress.Done:N0}/{progress.Total:N0}");
        if (progress is { Positives: { } positives, Done: > 0 })
        {
            text += string.Create(CultureInfo.InvariantCulture, $", {100.0 * positives / progress.Done:F1} % won");
        }

        if (progress.MeanReturn is { } score)
        {
            text += string.Create(CultureInfo.InvariantCulture, $", score {score:F3}");
        }

        if (progress.Diverged > 0)
        {
            text += string.Create(CultureInfo.InvariantCulture, $", {progress.Diverged:N0} start states not reached");
        }

        if (progress.Failed > 0)
        {
            text += string.Create(CultureInfo.InvariantCulture, $", {progress.Failed:N0} failures of the environment");
        }

        if (progress.Refused > 0)
        {
            text += string.Create(CultureInfo.InvariantCulture, $", {progress.Refused:N0} recorded runs refused");
        }

        return progress.Loss is { } loss ? text + string.Create(CultureInfo.InvariantCulture, $", loss {loss:F3}") : text;
    }

    // seed-1/RFT-6/iteration-2 becomes "RFT×6, iteration 2", with several seeds "seed 1, RFT×6, iteration 2".
    private string Place(RunStage stage) => stage.Folder.Split('/') switch
    {
        ["experts", var expert] => expert,
        [var seed, "pretraining"] => $"{Seed(seed)}student",
        [var seed, Experiment.BehaviorCloningName, _] => $"{Seed(seed)}{Experiment.BehaviorCloningName}",
        [var seed, var method, var iteration] => $"{Seed(seed)}{_names.GetValueOrDefault(method, method)}, {iteration.Replace('-', ' ')}",
        _ => stage.Folder,
    };

    private string Seed(string folder) => experiment.Seeds.Length == 1 ? "" : $"{folder.Replace('-', ' ')}, ";
}
