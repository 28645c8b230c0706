using Gleaner.Decoder.Sampling;
using Gleaner.Randomness;

namespace Gleaner.ModelServers.Engine;

/// <summary>A sequence to be sampled.</summary>
/// <param name="Prompt">The prompt's ids, at least one.</param>
/// <param name="MaxTokens">Most tokens, at least 1.</param>
/// <param name="Temperature">0 is greedy.</param>
/// <param name="Seed">Of its random stream, from which one number is taken for each token at a temperature above 0.</param>
internal sealed record SampleJob(ReadOnlyMemory<int> Prompt, int MaxTokens, double Temperature, Seed Seed)
{
    /// <summary>Draws among so many of the most probable tokens; 0 for all.</summary>
    public int TopK { get; init; }

    /// <summary>Draws among the most probable tokens that have this probability together.</summary>
    public double TopP { get; init; } = 1;

    /// <summary>Ids that end the sequence.</summary>
    public IReadOnlyList<int> StopIds { get; init; } = [];

    /// <summary>Texts that end the sequence once they are in what was sampled.</summary>
    public IReadOnlyList<string> StopTexts { get; init; } = [];

    /// <summary>Whether log-probabilities of the prompt are wanted.</summary>
    public bool WithPrompt { get; init; }
}

/// <summary>A sequence that was sampled.</summary>
/// <param name="Ids">Its ids, the one that ended it among them.</param>
/// <param name="LogProbabilities">log π of each under the model itself, whatever the temperature and what was drawn among; in nats.</param>
/// <param name="IsStopped">Whether it ended by a stop, and not at a limit.</param>
internal sealed record SampledSequence(IReadOnlyList<int> Ids, IReadOnlyList<float> LogProbabilities, bool IsStopped)
{
    /// <summary>log π of each token of the prompt, null at the first; null where they were not asked for.</summary>
    public IReadOnlyList<float?>? Prompt { get; init; }
}

/// <summary>Weights that can be sampled from.</summary>
/// <param name="Key">Tells them apart.</param>
/// <param name="Load">Gives them; called on the engine's thread.</param>
internal sealed record SamplerWeights(string Key, Func<FrozenDecoder> Load)
{
    public bool Equals(SamplerWeights? other) => other?.Key == Key;

    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(Key);
}
