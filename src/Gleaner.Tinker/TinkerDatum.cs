namespace Gleaner.Tinker;

/// <summary>
/// A sequence for a forward and backward pass: at each place the model sees <see cref="Input"/> up to there and is to predict the token
/// of <see cref="Targets"/>. All arrays are as long as the input; an empty one is left out of the request.
/// </summary>
/// <param name="Input">Token ids that the model sees.</param>
/// <param name="Targets">The id to predict at each place; usually the next of <paramref name="Input"/>.</param>
public sealed record TinkerDatum(ReadOnlyMemory<int> Input, ReadOnlyMemory<int> Targets)
{
    /// <summary>w: the weight of each target's loss; empty for 1 everywhere.</summary>
    public ReadOnlyMemory<float> Weights { get; init; }

    /// <summary>log q: each target's log-probability under the policy that sampled it; for policy-gradient losses.</summary>
    public ReadOnlyMemory<float> LogProbabilities { get; init; }

    /// <summary>A: each target's advantage; for policy-gradient losses.</summary>
    public ReadOnlyMemory<float> Advantages { get; init; }

    /// <summary>Of a sequence and the weight of predicting each of its tokens: shifts both by one.</summary>
    /// <param name="ids">Token ids, at least two.</param>
    /// <param name="weights">As long as <paramref name="ids"/>; the first, before which nothing comes, is not used.</param>
    /// <exception cref="ArgumentException">There are fewer than two ids, or not as many weights.</exception>
    public static TinkerDatum Of(ReadOnlyMemory<int> ids, ReadOnlyMemory<float> weights) => ids.Length >= 2 && weights.Length == ids.Length
        ? new TinkerDatum(ids[..^1], ids[1..]) { Weights = weights[1..] }
        : throw new ArgumentException($"A datum takes at least two ids and as many weights, not {ids.Length} and {weights.Length}.", nameof(ids));

    internal void Validate()
    {
        if (Input.IsEmpty || Targets.Length != Input.Length)
        {
            throw new ArgumentException($"A datum has as many targets as inputs, at least one, not {Targets.Length} for {Input.Length}.");
        }

        foreach (var (length, name) in (ReadOnlySpan<(int, string)>)[(Weights.Length, "weights"), (LogProbabilities.Length, "log-probabilities"), (Advantages.Length, "advantages")])
        {
            if (length != 0 && length != Input.Length)
            {
                throw new ArgumentException($"A datum of {Input.Length} inputs has {length} {name}; it has as many or none.");
            }
        }
    }
}

/// <summary>A loss that servers know, with its settings. Losses are summed over tokens and sequences; the weights say what is averaged.</summary>
/// <param name="Name">The protocol's name of it.</param>
public sealed record TinkerLoss(string Name)
{
    /// <summary>Its settings by the protocol's names; null for the server's defaults.</summary>
    public IReadOnlyDictionary<string, double>? Settings { get; init; }

    /// <summary>−Σ w log π.</summary>
    public static TinkerLoss CrossEntropy { get; } = new("cross_entropy");

    /// <summary>−Σ (π / q) A: needs log-probabilities and advantages.</summary>
    public static TinkerLoss ImportanceSampling { get; } = new("importance_sampling");

    /// <summary>−Σ min(r A, clip(r, low, high) A) with r = π / q: needs log-probabilities and advantages.</summary>
    /// <param name="low">The lower bound of r.</param>
    /// <param name="high">The upper bound of r.</param>
    public static TinkerLoss Ppo(double low = 0.8, double high = 1.2) => new("ppo")
    {
        Settings = new Dictionary<string, double> { ["clip_low_threshold"] = low, ["clip_high_threshold"] = high },
    };
}

/// <summary>What a pass gives.</summary>
/// <param name="LogProbabilities">Of each datum the log-probability of each target before the step, in nats.</param>
/// <param name="Metrics">What else the server tells, by its names.</param>
public sealed record TinkerPassResult(IReadOnlyList<ReadOnlyMemory<float>> LogProbabilities, IReadOnlyDictionary<string, double> Metrics);

/// <summary>Parameters of one optimiser step. The defaults are the protocol's.</summary>
/// <param name="LearningRate">The learning rate.</param>
public sealed record TinkerAdam(double LearningRate)
{
    /// <summary>β₁.</summary>
    public double Beta1 { get; init; } = 0.9;

    /// <summary>β₂.</summary>
    public double Beta2 { get; init; } = 0.95;

    /// <summary>ε.</summary>
    public double Epsilon { get; init; } = 1e-12;

    /// <summary>Decoupled weight decay.</summary>
    public double WeightDecay { get; init; }

    /// <summary>The largest norm of the gradient; 0 for no limit. Newer than the rest of the protocol: servers that do not know it clip nothing.</summary>
    public double MaxGradientNorm { get; init; }
}

/// <summary>The adapters of a model to be made.</summary>
/// <param name="Rank">Their rank.</param>
public sealed record TinkerLora(int Rank)
{
    /// <summary>Seed of their first values; null for the server's choice.</summary>
    public long? Seed { get; init; }

    /// <summary>Whether attention has them.</summary>
    public bool TrainsAttention { get; init; } = true;

    /// <summary>Whether feed-forward blocks have them.</summary>
    public bool TrainsFeedForward { get; init; } = true;

    /// <summary>Whether the output head has them.</summary>
    public bool TrainsHead { get; init; }

    /// <summary>α: the factor is α / rank. Not of the protocol, whose servers take 32: null sends nothing; Gleaner's own server takes it.</summary>
    public double? Alpha { get; init; }
}
