using System.Collections.Immutable;

namespace Gleaner.Decoder.Checkpoints.HuggingFace;

/// <summary>
/// How a model's makers sample from it: <c>generation_config.json</c> where there is one, else the ids in <c>config.json</c>.
/// Null means that nothing is said.
/// </summary>
public sealed record GenerationSettings
{
    /// <summary>Ids that end an answer; empty if none is named.</summary>
    public ImmutableArray<int> EndTokens { get; init; } = [];

    /// <summary>The id that begins a text.</summary>
    public int? StartToken { get; init; }

    /// <summary>The id that fills up batches; the engine never needs it.</summary>
    public int? PaddingToken { get; init; }

    /// <summary>Whether to sample (true) or to take the likeliest token (false).</summary>
    public bool? Samples { get; init; }

    /// <summary>Temperature of the softmax, at least 0.</summary>
    public double? Temperature { get; init; }

    /// <summary>Only the likeliest tokens that together have this probability, in (0, 1].</summary>
    public double? TopP { get; init; }

    /// <summary>Only so many of the likeliest tokens; 0: no limit.</summary>
    public int? TopK { get; init; }

    /// <summary>By what the logits of tokens that occurred are divided, above 0; 1: nothing.</summary>
    public double? RepetitionPenalty { get; init; }
}
