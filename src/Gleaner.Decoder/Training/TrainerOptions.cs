namespace Gleaner.Decoder.Training;

/// <summary>Settings of a <see cref="Trainer"/>.</summary>
public sealed record TrainerOptions
{
    /// <summary>Learning rate by step.</summary>
    public LearningRateSchedule Schedule { get; init; } = LearningRateSchedule.Constant(5e-4);

    /// <summary>Decay rate of the gradient's running mean (β₁), in [0, 1).</summary>
    public double Beta1 { get; init; } = 0.9;

    /// <summary>Decay rate of the squared gradient's running mean (β₂), in [0, 1).</summary>
    public double Beta2 { get; init; } = 0.95;

    /// <summary>Added to the root of the second moment.</summary>
    public double Epsilon { get; init; } = 1e-8;

    /// <summary>Decoupled weight decay of matrices, relative to the learning rate; norms and smear are not decayed.</summary>
    public double WeightDecay { get; init; } = 0.01;

    /// <summary>The largest global L2 norm of the gradient; a longer gradient is scaled down to it. Infinity: no clipping.</summary>
    public double MaxGradientNorm { get; init; } = 1.0;

    /// <summary>Worker threads. Results do not depend on it.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>
    /// Into how many shards a batch is cut; the gradients of shards are summed in their order. Part of the result's
    /// identity: another number rounds differently. More shards keep more threads busy and cost a gradient's memory each.
    /// </summary>
    public int Shards { get; init; } = 8;

    /// <summary>
    /// Whether the backward pass computes each layer's activations again from its input instead of keeping all of them
    /// (Chen et al. 2016, arXiv 1604.06174): the same bits, for one more forward pass. With n tokens in a packed row, L layers,
    /// width d, query width q, key-value width k and feed-forward width f, a thread keeps 4·n·(L·(4d + 2q + 2k + 3f)) bytes
    /// of activations without it and 4·n·(L·d + 3d + 2q + 2k + 3f) with it, besides what one layer's backward pass takes.
    /// </summary>
    public bool RecomputeLayers { get; init; }

    /// <summary>
    /// Seed of dropout masks. They follow from it, the optimiser's step and a token's place in the step's sequences, so that
    /// they do not depend on threads or micro-batches and a resumed run continues with them.
    /// </summary>
    public ulong DropoutSeed { get; init; }

    /// <summary>Whether a native library computes the products with weights. Part of the result's identity: it rounds differently.</summary>
    public Accelerator Accelerator { get; init; }

    /// <summary>The optimiser's settings of a step.</summary>
    /// <param name="step">Steps done before it.</param>
    internal AdamSettings At(long step) => new(Schedule.At(step))
    {
        Beta1 = Beta1, Beta2 = Beta2, Epsilon = Epsilon, WeightDecay = WeightDecay, MaxGradientNorm = MaxGradientNorm,
    };

    /// <summary>Checks the settings.</summary>
    /// <exception cref="ArgumentException">A value is out of range; the message names it.</exception>
    public void Validate()
    {
        ArgumentNullException.ThrowIfNull(Schedule);
        Require(Beta1 is >= 0 and < 1, nameof(Beta1), Beta1, "in [0, 1)");
        Require(Beta2 is >= 0 and < 1, nameof(Beta2), Beta2, "in [0, 1)");
        Require(Epsilon > 0 && double.IsFinite(Epsilon), nameof(Epsilon), Epsilon, "finite and above 0");
        Require(WeightDecay >= 0 && double.IsFinite(WeightDecay), nameof(WeightDecay), WeightDecay, "finite and not negative");
        Require(MaxGradientNorm > 0, nameof(MaxGradientNorm), MaxGradientNorm, "above 0");
        Require(Enum.IsDefined(Accelerator), nameof(Accelerator), Accelerator, "a defined one");
        Require(Threads is > 0 and <= 1024, nameof(Threads), Threads, "from 1 to 1024");
        Require(Shards is > 0 and <= 1024, nameof(Shards), Shards, "from 1 to 1024");
    }

    private static void Require(bool condition, string name, object value, string expected)
    {
        if (!condition)
        {
            throw new ArgumentException($"TrainerOptions.{name} is {value}; it must be {expected}.", name);
        }
    }
}
