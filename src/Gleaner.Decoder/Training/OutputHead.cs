using Gleaner.Decoder.Kernels;
using Gleaner.Decoder.Model;

namespace Gleaner.Decoder.Training;

/// <summary>Final norm, output head and cross-entropy over the predictors, some rows of logits at a time.</summary>
internal sealed unsafe class OutputHead(TrainingWeights weights, Arena arena)
{
    /// <summary>The most rows of logits that are held at once.</summary>
    public const int MostRows = 128;

    private readonly ParameterLayout _layout = weights.Layout;
    private readonly Gemm _gemm = weights.Gemm;

    /// <summary>Rows of logits held at once.</summary>
    private int Block => _gemm.HeadRows;

    private int Width => _layout.Config.Width;

    private int Vocabulary => _layout.Config.VocabularySize;

    /// <summary>Room between rows of logits: whole cache lines.</summary>
    private int Stride => AlignedBuffer.RoundUp(Vocabulary);

    /// <summary>log π of each predictor's target.</summary>
    public void LogProbabilities(PackedRow row, float* x, Span<double> result)
    {
        var normed = Norm(row.Predictors.Length, x, out _);
        var logits = arena.Take(Block, Stride);
        for (var start = 0; start < row.Predictors.Length; start += Block)
        {
            var count = Math.Min(Block, row.Predictors.Length - start);
            Logits(count, normed + ((nint)start * Width), logits);
            for (var i = 0; i < count; i++)
            {
                result[start + i] = -CrossEntropy.Loss(logits + ((nint)i * Stride), Vocabulary, row.Targets[start + i]);
            }
        }
    }

    /// <summary>
    /// Σ c·nll over the predictors, with a coefficient c of any sign for each; writes its gradient to <paramref name="dx"/> and
    /// adds those of norm and head to the flat gradient, unless that is null.
    /// </summary>
    public double LossAndGradient(PackedRow row, ReadOnlySpan<float> coefficients, float* x, float* dx, float* gradient)
    {
        var rows = row.Predictors.Length;
        var normed = Norm(rows, x, out var inverse);
        var mark = arena.Mark();
        var dNormed = arena.Take(rows, Width);
        var logits = arena.Take(Block, Stride);
        double loss = 0;
        for (var start = 0; start < rows; start += Block)
        {
            var count = Math.Min(Block, rows - start);
            var block = normed + ((nint)start * Width);
            Logits(count, block, logits);
            for (var i = 0; i < count; i++)
            {
                var coefficient = coefficients[start + i];
                loss += coefficient * CrossEntropy.LossAndGradient(logits + ((nint)i * Stride), Vocabulary, row.Targets[start + i], coefficient);
            }

            weights.Backward.Head.Multiply(_gemm, count, logits, Stride, dNormed + ((nint)start * Width), Width, false);
            if (gradient != null)
            {
                _gemm.AddWeightGradient(count, Vocabulary, Width, logits, Stride, block, gradient + _layout.Head, arena);
            }
        }

        new Span<float>(dx, rows * Width).Clear();
        RmsNorm.Backward(rows, Width, x, weights.Pointer + _layout.FinalNorm, inverse, dNormed, dx, gradient == null ? null : gradient + _layout.FinalNorm);
        arena.Release(mark);
        return loss;
    }

    private float* Norm(int rows, float* x, out float* inverse)
    {
        var normed = arena.Take(rows, Width);
        inverse = arena.Take(rows);
        RmsNorm.Forward(rows, Width, x, weights.Pointer + _layout.FinalNorm, _layout.Config.NormEpsilon, normed, inverse);
        return normed;
    }

    private void Logits(int rows, float* normed, float* logits) =>
        weights.Forward.Head.Multiply(_gemm, rows, normed, Width, logits, Stride, false);
}
