using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Gleaner.Selection;
using Gleaner.Students;

namespace Gleaner.Runs;

/// <summary>What a stage of learning came to; all zero where nothing was learnt.</summary>
public sealed record LearningMetrics
{
    /// <summary>Examples of D_s0, BC's demonstrations included.</summary>
    public int InitialExamples { get; init; }

    /// <summary>Examples of D_r.</summary>
    public int RecoveryExamples { get; init; }

    /// <summary>Preference pairs. Not written if there are none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int Pairs { get; init; }

    /// <summary>Samples with an advantage. Not written if there are none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int Samples { get; init; }

    /// <summary>The groups that samples were taken from; null, and not written, for a method without groups.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public GroupCounts? Groups { get; init; }

    /// <summary>Gradient steps.</summary>
    public int Steps { get; init; }

    /// <summary>Tokens in the model's input, over all steps.</summary>
    public long Tokens { get; init; }

    /// <summary>Tokens that carried loss, over all steps.</summary>
    public long TrainedTokens { get; init; }

    /// <summary>Mean loss per trained token of each step, in nats; of a step on pairs the mean loss of a pair, of one on samples the mean clipped policy loss.</summary>
    public ImmutableArray<double> Losses { get; init; } = [];

    /// <summary>What of the examples had no room in the student's context; null where that is not known, and in runs that were made before it was recorded.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public TruncatedExamples? Truncated { get; init; }

    internal static LearningMetrics Of(LearningSummary summary, LearningSet set) => new()
    {
        InitialExamples = set.Examples.Count(example => !example.State.IsRecovery),
        RecoveryExamples = set.Examples.Count(example => example.State.IsRecovery),
        Pairs = set.Pairs.Length,
        Samples = set.Samples.Length,
        Groups = set.Groups,
        Steps = summary.Steps,
        Tokens = summary.Tokens,
        TrainedTokens = summary.TrainedTokens,
        Losses = [.. summary.Losses],
        Truncated = summary.Truncated is { } truncated ? new TruncatedExamples(truncated.Count, [.. truncated.Take(TruncatedExamples.MostNamed)]) : null,
    };

    internal StageProgress ToProgress() => new(Steps, Steps) { Loss = Losses.IsEmpty ? null : Losses[^1] };
}

/// <summary>Examples whose last turns had no room in the student's context and were not trained on.</summary>
/// <param name="Count">How many.</param>
/// <param name="First">The places of the first of them in the data set, from 0.</param>
public sealed record TruncatedExamples(int Count, ImmutableArray<int> First)
{
    internal const int MostNamed = 5;
}
