using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Gleaner.Decoder.Kernels;
using Gleaner.Decoder.Model;

namespace Gleaner.Decoder.Training;

/// <summary>
/// AdamW with decoupled weight decay and bias correction (Loshchilov and Hutter 2019) over flat memory, cut into pieces that
/// threads can take in any order.
/// </summary>
internal sealed unsafe class AdamW
{
    private const int PieceLength = 16 * 1024;

    private readonly List<(int Offset, int Length, bool Decays)> pieces = [];
    private readonly double[] squares;
    private readonly ParameterSet weights;
    private readonly OptimizerState state;
    private readonly TrainerOptions options;
    private readonly AlignedBuffer gradient;
    private UpdateFactors factors;

    public AdamW(ParameterSet weights, OptimizerState state, TrainerOptions options)
    {
        this.weights = weights;
        this.state = state;
        this.options = options;
        foreach (ParameterSpec spec in weights.Layout.Specs)
        {
            int padded = AlignedBuffer.RoundUp(spec.Length);
            for (int start = 0; start < padded; start += PieceLength)
            {
                pieces.Add((spec.Offset + start, Math.Min(PieceLength, padded - start), spec.Decays));
            }
        }

        squares = new double[pieces.Count];
        gradient = new AlignedBuffer(weights.Layout.Length);
    }

    /// <summary>Number of pieces of <see cref="Reduce"/> and <see cref="Update"/>.</summary>
    public int PieceCount => pieces.Count;

    /// <summary>The gradient of the last step before clipping.</summary>
    public AlignedBuffer Gradient => gradient;

    /// <summary>Global L2 norm of <see cref="Gradient"/>.</summary>
    public double GradientNorm => Math.Sqrt(squares.Sum());

    /// <summary>Sums a piece of the shards' gradients in their order, times a factor, and notes its square.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Reduce(int piece, Shard[] shards, float factor)
    {
        (int offset, int length, _) = pieces[piece];
        Vector256<float> by = Vector256.Create(factor), square = default;
        for (int j = offset; j < offset + length; j += 8)
        {
            Vector256<float> sum = default;
            foreach (Shard shard in shards)
            {
                sum += shard.HasGradient ? Vector256.Load(shard.Gradient.Pointer + j) : default;
            }

            sum *= by;
            square = Vector256.FusedMultiplyAdd(sum, sum, square);
            sum.Store(gradient.Pointer + j);
        }

        squares[piece] = VectorMath.Sum(square);
    }

    /// <summary>Starts a step after all pieces are reduced.</summary>
    /// <returns>Its learning rate.</returns>
    public double BeginStep()
    {
        double norm = GradientNorm;
        double rate = options.Schedule.At(state.Step);
        state.Step++;
        double correction1 = 1 - Math.Pow(options.Beta1, state.Step), correction2 = 1 - Math.Pow(options.Beta2, state.Step);
        factors = new UpdateFactors(
            Clip: (float)(norm > options.MaxGradientNorm ? options.MaxGradientNorm / norm : 1),
            Rate: (float)(rate / correction1),
            RootCorrection: (float)(1 / Math.Sqrt(correction2)),
            Keep: (float)(1 - (rate * options.WeightDecay)));
        return rate;
    }

    /// <summary>w ← keep · w − rate · m̂ / (√v̂ + ε) for one piece, after updating its moments m and v.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Update(int piece)
    {
        (int offset, int length, bool decays) = pieces[piece];
        float* g = gradient.Pointer + offset, w = weights.Buffer.Pointer + offset;
        float* m = state.Mean.Buffer.Pointer + offset, v = state.Variance.Buffer.Pointer + offset;
        Vector256<float> clip = Vector256.Create(factors.Clip), rate = Vector256.Create(-factors.Rate);
        Vector256<float> rootCorrection = Vector256.Create(factors.RootCorrection), epsilon = Vector256.Create((float)options.Epsilon);
        Vector256<float> keep = Vector256.Create(decays ? factors.Keep : 1);
        Vector256<float> beta1 = Vector256.Create((float)options.Beta1), rest1 = Vector256.Create((float)(1 - options.Beta1));
        Vector256<float> beta2 = Vector256.Create((float)options.Beta2), rest2 = Vector256.Create((float)(1 - options.Beta2));
        for (int j = 0; j < length; j += 8)
        {
            Vector256<float> slope = Vector256.Load(g + j) * clip;
            Vector256<float> mean = Vector256.FusedMultiplyAdd(beta1, Vector256.Load(m + j), rest1 * slope);
            Vector256<float> variance = Vector256.FusedMultiplyAdd(beta2, Vector256.Load(v + j), rest2 * slope * slope);
            mean.Store(m + j);
            variance.Store(v + j);
            Vector256<float> root = Vector256.FusedMultiplyAdd(Vector256.Sqrt(variance), rootCorrection, epsilon);
            Vector256.FusedMultiplyAdd(rate, mean / root, keep * Vector256.Load(w + j)).Store(w + j);
        }
    }

    /// <summary>Scalars of one step; the bias corrections are part of rate and root.</summary>
    private readonly record struct UpdateFactors(float Clip, float Rate, float RootCorrection, float Keep);
}

/// <summary>All that AdamW remembers between steps. To resume a run, restore it together with the model's weights.</summary>
public sealed class OptimizerState
{
    internal OptimizerState(FlatLayout layout)
    {
        Mean = new ParameterSet(layout);
        Variance = new ParameterSet(layout);
    }

    /// <summary>Optimiser steps done so far.</summary>
    public long Step { get; set; }

    /// <summary>Running means of the gradient: names, shapes and order of the model's parameters. Writable.</summary>
    public IReadOnlyList<Parameter> FirstMoments => Mean.Parameters;

    /// <summary>Running means of the squared gradient: names, shapes and order of the model's parameters. Writable.</summary>
    public IReadOnlyList<Parameter> SecondMoments => Variance.Parameters;

    internal ParameterSet Mean { get; }

    internal ParameterSet Variance { get; }
}
