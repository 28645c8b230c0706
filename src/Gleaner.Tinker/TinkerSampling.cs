using System.Collections.Immutable;

namespace Gleaner.Tinker;

/// <summary>How tokens are drawn.</summary>
/// <param name="MaxTokens">Most tokens of a sequence, at least 1.</param>
public sealed record TinkerSampling(int MaxTokens)
{
    /// <summary>0 is greedy; above, the logits are divided by it.</summary>
    public double Temperature { get; init; } = 1;

    /// <summary>Draws among so many of the most probable tokens; null for all.</summary>
    public int? TopK { get; init; }

    /// <summary>Draws among the most probable tokens that have this probability together.</summary>
    public double TopP { get; init; } = 1;

    /// <summary>Seed; null for the server's choice.</summary>
    public int? Seed { get; init; }

    /// <summary>The ids that end a sequence; the one that did is its last token.</summary>
    public ImmutableArray<int> StopIds { get; init; } = [];

    /// <summary>Texts that end a sequence, where no ids are given.</summary>
    public ImmutableArray<string> StopTexts { get; init; } = [];
}

/// <summary>Which weights are sampled from.</summary>
/// <param name="BaseModel">A base model's name; null for tuned weights.</param>
/// <param name="Path">Where tuned weights are: <c>tinker://MODEL/sampler_weights/NAME</c>; null for a base model.</param>
public sealed record TinkerWeights(string? BaseModel, string? Path)
{
    /// <summary>A base model as it is.</summary>
    public static TinkerWeights Base(string model) => new(model, null);

    /// <summary>Weights that were saved for sampling.</summary>
    public static TinkerWeights Saved(string path) => new(null, path);
}

/// <summary>What sampling gives.</summary>
/// <param name="Sequences">The sequences.</param>
/// <param name="PromptLogProbabilities">The log-probability of each token of the prompt, null at the first; null where they were not asked for.</param>
public sealed record TinkerSamples(ImmutableArray<TinkerSequence> Sequences, IReadOnlyList<float?>? PromptLogProbabilities);

/// <summary>A sampled sequence.</summary>
/// <param name="Tokens">Its ids; the one that ended it is among them.</param>
/// <param name="LogProbabilities">Their log-probabilities in nats; null where the server does not tell.</param>
/// <param name="Stopped">Whether it ended by itself, and not at the limit of tokens.</param>
public sealed record TinkerSequence(ImmutableArray<int> Tokens, ImmutableArray<float>? LogProbabilities, bool Stopped);
