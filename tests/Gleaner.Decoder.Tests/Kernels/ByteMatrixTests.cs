using Gleaner.Decoder.Kernels;

namespace Gleaner.Decoder.Tests.Kernels;

/// <summary>Products with 8-bit weights, against float64 sums of the rounded values.</summary>
public sealed unsafe class ByteMatrixTests
{
    private static readonly int[] Sizes = [1, 2, 5, 8, 13, 31, 32, 33, 48, 64, 70, 96, 130, 257];

    [Fact]
    public void Products_are_those_of_the_rounded_values()
    {
        var random = new Random(4);
        for (var trial = 0; trial < 60; trial++)
        {
            var (rows, inputs, outputs) = Shape(random);
            var x = RandomValues.Buffer(random, rows * inputs);
            var (matrix, _) = Matrix(random, inputs, outputs);
            float[] weights = Read(matrix), result = Product(matrix, rows, x), before = [.. Enumerable.Repeat(3f, rows * outputs)];
            var rounded = Rounded(rows, inputs, x);
            var added = Product(matrix, rows, x, before);
            for (var i = 0; i < rows; i++)
            {
                for (var j = 0; j < outputs; j++)
                {
                    double sum = 0, size = 0;
                    for (var p = 0; p < inputs; p++)
                    {
                        var product = (double)rounded[(i * inputs) + p] * weights[(j * inputs) + p];
                        (sum, size) = (sum + product, size + Math.Abs(product));
                    }

                    ((double)result[(i * outputs) + j]).ShouldBe(sum, 1e-6 * (1 + size), $"{rows}×{inputs}→{outputs}");
                    ((double)added[(i * outputs) + j]).ShouldBe(3 + sum, 1e-6 * (4 + size));
                }
            }
        }
    }

    [Fact]
    public void Weights_are_off_by_half_a_step_at_most()
    {
        var (matrix, weights) = Matrix(new Random(3), 70, 40);
        var read = Read(matrix);
        for (var column = 0; column < 40; column++)
        {
            for (var block = 0; block < 70; block += 32)
            {
                var range = new Range((column * 70) + block, (column * 70) + Math.Min(70, block + 32));
                var step = weights[range].Max(Math.Abs) / 127;
                weights[range].Zip(read[range], (a, b) => Math.Abs(a - b)).Max().ShouldBeLessThanOrEqualTo(0.5001f * step);
            }
        }
    }

    [Fact]
    public void All_instructions_give_the_same_bits()
    {
        var random = new Random(8);
        for (var trial = 0; trial < 60; trial++)
        {
            var (rows, inputs, outputs) = Shape(random);
            AlignedBuffer x = RandomValues.Buffer(random, rows * inputs), weights = RandomValues.Buffer(random, outputs * inputs);
            var expected = By<PlainDot>();
            if (System.Runtime.Intrinsics.X86.Avx2.IsSupported)
            {
                By<PairDot>().ShouldBe(expected);
            }

            if (System.Runtime.Intrinsics.X86.AvxVnni.IsSupported)
            {
                By<VnniDot>().ShouldBe(expected);
            }

            float[] By<TDot>()
                where TDot : struct, IByteDot
            {
                var matrix = Filled(weights.Span, inputs, outputs);
                var result = new AlignedBuffer(rows * outputs);
                matrix.Multiply<TDot>(rows, x.Pointer, inputs, result.Pointer, outputs, accumulate: trial % 2 == 0);
                return result.Span.ToArray();
            }
        }
    }

    [Fact]
    public void A_row_has_the_same_bits_alone_among_others_and_by_candidates()
    {
        var random = new Random(6);
        var (rows, inputs, outputs) = (23, 100, 77);
        var x = RandomValues.Buffer(random, rows * inputs);
        var (matrix, _) = Matrix(random, inputs, outputs);
        var together = Product(matrix, rows, x);
        int[] ids = [0, 76, 31, 32, 5, 5];
        for (var i = 0; i < rows; i++)
        {
            var row = new AlignedBuffer(inputs);
            x.Span.Slice(i * inputs, inputs).CopyTo(row.Span);
            Product(matrix, 1, row).ShouldBe(together[(i * outputs)..((i + 1) * outputs)]);
            var some = new float[ids.Length];
            matrix.Candidates(row.Pointer, ids, some);
            some.ShouldBe(ids.Select(id => together[(i * outputs) + id]));
        }
    }

    [Fact]
    public void What_is_not_a_number_stays_visible_and_zeros_are_exact()
    {
        var random = new Random(6);
        var (matrix, _) = Matrix(random, 40, 9);
        AlignedBuffer x = RandomValues.Buffer(random, 2 * 40), zeros = new(40);
        x.Span[45] = float.NaN;
        var result = Product(matrix, 2, x);
        result[..9].ShouldAllBe(value => float.IsFinite(value));
        result[9..].ShouldAllBe(value => float.IsNaN(value));
        Product(matrix, 1, zeros).ShouldAllBe(value => value == 0);
        Product(Filled(new float[40 * 9], 40, 9), 1, RandomValues.Buffer(random, 40)).ShouldAllBe(value => value == 0);
    }

    private static (int Rows, int Inputs, int Outputs) Shape(Random random) =>
        (Sizes[random.Next(Sizes.Length)] % 40, Sizes[random.Next(Sizes.Length)], Sizes[random.Next(Sizes.Length)]);

    private static (ByteMatrix Matrix, float[] Weights) Matrix(Random random, int inputs, int outputs)
    {
        var weights = RandomValues.Normal(random, outputs * inputs);
        return (Filled(weights, inputs, outputs), weights);
    }

    private static ByteMatrix Filled(ReadOnlySpan<float> weights, int inputs, int outputs)
    {
        var matrix = new ByteMatrix(inputs, outputs);
        for (var i = 0; i < outputs; i++)
        {
            matrix.SetColumn(i, weights.Slice(i * inputs, inputs));
        }

        return matrix;
    }

    private static float[] Read(ByteMatrix matrix)
    {
        var values = new AlignedBuffer(matrix.Columns * matrix.Depth);
        for (var i = 0; i < matrix.Columns; i++)
        {
            matrix.GetColumn(i, values.Pointer + (i * matrix.Depth));
        }

        return values.Span.ToArray();
    }

    /// <summary>Rows as they are multiplied: rounded as the columns of a matrix are.</summary>
    private static float[] Rounded(int rows, int inputs, AlignedBuffer x) => Read(Filled(x.Span, inputs, rows));

    private static float[] Product(ByteMatrix matrix, int rows, AlignedBuffer x, float[]? before = null)
    {
        var result = new AlignedBuffer(rows * matrix.Columns);
        before?.CopyTo(result.Span);
        matrix.Multiply(Gemm.Best, rows, x.Pointer, matrix.Depth, result.Pointer, matrix.Columns, accumulate: before is not null);
        return result.Span.ToArray();
    }
}
