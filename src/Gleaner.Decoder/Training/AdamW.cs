using System.Globalization;
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

    private readonly List<(long Offset, int Length, bool Decays)> _pieces = [];
    private readonly double[] _squares;
    private readonly ParameterSet _weights;
    private readonly OptimizerState _state;
    private readonly AlignedBuffer _gradient;
    private AdamSettings _settings = new(0);
    private UpdateFactors _factors;

    public AdamW(ParameterSet weights, OptimizerState state)
    {
        _weights = weights;
        _state = state;
        foreach (var spec in weights.Layout.Specs)
        {
            var padded = AlignedBuffer.RoundUp(spec.Length);
            for (var start = 0; start < padded; start += PieceLength)
            {
                _pieces.Add((spec.Offset + start, Math.Min(PieceLength, padded - start), spec.Decays));
            }
        }

        _squares = new double[_pieces.Count];
        _gradient = new AlignedBuffer(weights.Layout.Length);
    }

    /// <summary>Number of pieces of <see cref="Reduce"/> and <see cref="Update"/>.</summary>
    public int PieceCount => _pieces.Count;

    /// <summary>The gradient of the last step before clipping.</summary>
    public AlignedBuffer Gradient => _gradient;

    /// <summary>Global L2 norm of <see cref="Gradient"/>.</summary>
    public double GradientNorm => Math.Sqrt(_squares.Sum());

    /// <summary>Sums a piece of the shards' gradients in their order, times a factor, and notes its square.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Reduce(int piece, Shard[] shards, float factor)
    {
        var (offset, length, _) = _pieces[piece];
        Vector256<float> by = Vector256.Create(factor), square = default;
        for (var j = offset; j < offset + length; j += 8)
        {
            Vector256<float> sum = default;
            foreach (var shard in shards)
            {
                sum += shard.HasGradient ? Vector256.Load(shard.Gradient.Pointer + j) : default;
            }

            sum *= by;
            square = Vector256.FusedMultiplyAdd(sum, sum, square);
            sum.Store(_gradient.Pointer + j);
        }

        _squares[piece] = VectorMath.Sum(square);
    }

    /// <summary>Starts a step after all pieces are reduced.</summary>
    public void BeginStep(AdamSettings settings)
    {
        var norm = GradientNorm;
        var rate = settings.LearningRate;
        _settings = settings;
        _state.Step++;
        double correction1 = 1 - Math.Pow(settings.Beta1, _state.Step), correction2 = 1 - Math.Pow(settings.Beta2, _state.Step);
        _factors = new UpdateFactors(
            Clip: (float)(norm > settings.MaxGradientNorm ? settings.MaxGradientNorm / norm : 1),
            Rate: (float)(rate / correction1),
            RootCorrection: (float)(1 / Math.Sqrt(correction2)),
            Keep: (float)(1 - (rate * settings.WeightDecay)));
    }

    /// <summary>w ← keep · w − rate · m̂ / (√v̂ + ε) for one piece, after updating its moments m and v.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Update(int piece)
    {
        var (offset, length, decays) = _pieces[piece];
        float* g = _gradient.Pointer + offset, w = _weights.Buffer.Pointer + offset;
        float* m = _state.Mean.Buffer.Pointer + offset, v = _state.Variance.Buffer.Pointer + offset;
        Vector256<float> clip = Vector256.Create(_factors.Clip), rate = Vector256.Create(-_factors.Rate);
        Vector256<float> rootCorrection = Vector256.Create(_factors.RootCorrection), epsilon = Vector256.Create((float)_settings.Epsilon);
        var keep = Vector256.Create(decays ? _factors.Keep : 1);
        Vector256<float> beta1 = Vector256.Create((float)_settings.Beta1), rest1 = Vector256.Create((float)(1 - _settings.Beta1));
        Vector256<float> beta2 = Vector256.Create((float)_settings.Beta2), rest2 = Vector256.Create((float)(1 - _settings.Beta2));
        for (var j = 0; j < length; j += 8)
        {
            var slope = Vector256.Load(g + j) * clip;
            var mean = Vector256.FusedMultiplyAdd(beta1, Vector256.Load(m + j), rest1 * slope);
            var variance = Vector256.FusedMultiplyAdd(beta2, Vector256.Load(v + j), rest2 * slope * slope);
            mean.Store(m + j);
            variance.Store(v + j);
            var root = Vector256.FusedMultiplyAdd(Vector256.Sqrt(variance), rootCorrection, epsilon);
            Vector256.FusedMultiplyAdd(rate, mean / root, keep * Vector256.Load(w + j)).Store(w + j);
        }
    }

    /// <summary>Scalars of one step; the bias corrections are part of rate and root.</summary>
    private readonly record struct UpdateFactors(float Clip, float Rate, float RootCorrection, float Keep);
}

/// <summary>What one step of AdamW takes.</summary>
/// <param name="LearningRate">Finite and not negative.</param>
public sealed record AdamSettings(double LearningRate)
{
    /// <summary>Decay rate of the gradient's running mean (β₁), in [0, 1).</summary>
    public double Beta1 { get; init; } = 0.9;

    /// <summary>Decay rate of the squared gradient's running mean (β₂), in [0, 1).</summary>
    public double Beta2 { get; init; } = 0.95;

    /// <summary>Added to the root of the second moment; finite and above 0.</summary>
    public double Epsilon { get; init; } = 1e-8;

    /// <summary>Decoupled weight decay of matrices, relative to the learning rate; norms and smear are not decayed.</summary>
    public double WeightDecay { get; init; } = 0.01;

    /// <summary>The largest global L2 norm of the gradient; a longer gradient is scaled down to it. Infinity: no clipping.</summary>
    public double MaxGradientNorm { get; init; } = 1.0;

    /// <summary>Checks the settings.</summary>
    /// <exception cref="ArgumentException">A value is out of range; the message names it.</exception>
    public void Validate()
    {
        Require(LearningRate >= 0 && double.IsFinite(LearningRate), nameof(LearningRate), LearningRate, "finite and not negative");
        Require(Beta1 is >= 0 and < 1, nameof(Beta1), Beta1, "in [0, 1)");
        Require(Beta2 is >= 0 and < 1, nameof(Beta2), Beta2, "in [0, 1)");
        Require(Epsilon > 0 && double.IsFinite(Epsilon), nameof(Epsilon), Epsilon, "finite and above 0");
        Require(WeightDecay >= 0 && double.IsFinite(WeightDecay), nameof(WeightDecay), WeightDecay, "finite and not negative");
        Require(MaxGradientNorm > 0, nameof(MaxGradientNorm), MaxGradientNorm, "above 0");
    }

    private static void Require(bool condition, string name, double value, string expected)
    {
        if (!condition)
        {
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"{name} is {value}; it must be {expected}."), name);
        }
    }
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
