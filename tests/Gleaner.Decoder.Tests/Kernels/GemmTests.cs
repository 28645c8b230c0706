using Gleaner.Decoder.Kernels;

namespace Gleaner.Decoder.Tests.Kernels;

public sealed unsafe class GemmTests
{
    public static TheoryData<string> Implementations => ["6x16", "12x32"];

    [Theory]
    [MemberData(nameof(Implementations))]
    public void Every_element_is_one_chain_of_fused_multiply_adds(string implementation)
    {
        var gemm = Create(implementation);
        var random = new Random(1);
        int[] sizes = [1, 2, 3, 5, 6, 7, 12, 13, 16, 17, 31, 33, 64, 65, 70, 130, 241, 257];
        for (var trial = 0; trial < 120; trial++)
        {
            int rows = sizes[random.Next(sizes.Length)], columns = sizes[random.Next(sizes.Length)], depth = sizes[random.Next(sizes.Length)];
            float[] a = RandomValues.Normal(random, rows * depth), b = RandomValues.Normal(random, depth * columns), c = RandomValues.Normal(random, rows * columns);
            var accumulate = trial % 2 == 0;
            var expected = Reference(rows, columns, depth, a, b, c, accumulate);
            var shape = $"{rows}×{columns}×{depth}";

            Multiply(gemm, rows, columns, depth, a, b, c, accumulate, transposedB: false).ShouldBe(expected, shape);
            Multiply(gemm, rows, columns, depth, a, Transpose(b, depth, columns), c, accumulate, transposedB: true).ShouldBe(expected, shape);
            MultiplyTransposed(gemm, rows, columns, depth, Transpose(a, rows, depth), b, c, accumulate).ShouldBe(expected, shape);
        }
    }

    [Theory]
    [MemberData(nameof(Implementations))]
    public void A_row_does_not_depend_on_the_rows_around_it(string implementation)
    {
        var gemm = Create(implementation);
        var random = new Random(2);
        const int Rows = 64, Columns = 100, Depth = 300;
        float[] a = RandomValues.Normal(random, Rows * Depth), b = RandomValues.Normal(random, Depth * Columns);
        var together = Multiply(gemm, Rows, Columns, Depth, a, b, new float[Rows * Columns], false, false);
        for (var row = 0; row < Rows; row++)
        {
            var alone = Multiply(gemm, 1, Columns, Depth, a[(row * Depth)..((row + 1) * Depth)], b, new float[Columns], false, false);
            alone.ShouldBe(together[(row * Columns)..((row + 1) * Columns)]);
        }
    }

    [Fact]
    public void Nothing_outside_the_result_is_written()
    {
        var gemm = Create("6x16");
        var random = new Random(3);
        const int Rows = 7, Columns = 19, Depth = 9, Stride = 24;
        AlignedBuffer a = RandomValues.Buffer(random, Rows * Depth), b = RandomValues.Buffer(random, Depth * Columns), c = new(Rows * Stride);
        var panels = new AlignedBuffer(gemm.PackedLength(Depth, Columns));
        gemm.Pack(Depth, Columns, b.Pointer, Columns, panels.Pointer, gemm.PanelStride(Depth));
        c.Span.Fill(42);
        gemm.Multiply(Rows, Columns, Depth, a.Pointer, Depth, panels.Pointer, gemm.PanelStride(Depth), c.Pointer, Stride, false);
        for (var i = 0; i < Rows; i++)
        {
            c.Span.Slice((i * Stride) + Columns, Stride - Columns).ToArray().ShouldAllBe(value => value == 42);
        }
    }

    internal static Gemm Create(string implementation) =>
        implementation == "6x16" ? new PanelGemm<Tile6x16>() : new PanelGemm<Tile12x32>();

    private static float[] Multiply(Gemm gemm, int rows, int columns, int depth, float[] a, float[] b, float[] c, bool accumulate, bool transposedB)
    {
        AlignedBuffer left = RandomValues.Buffer(a), right = RandomValues.Buffer(b), result = RandomValues.Buffer(c);
        var panels = new AlignedBuffer(gemm.PackedLength(depth, columns));
        if (transposedB)
        {
            gemm.PackTransposed(depth, columns, right.Pointer, depth, panels.Pointer, gemm.PanelStride(depth));
        }
        else
        {
            gemm.Pack(depth, columns, right.Pointer, columns, panels.Pointer, gemm.PanelStride(depth));
        }

        gemm.Multiply(rows, columns, depth, left.Pointer, depth, panels.Pointer, gemm.PanelStride(depth), result.Pointer, columns, accumulate);
        return result.Span.ToArray();
    }

    private static float[] MultiplyTransposed(Gemm gemm, int rows, int columns, int depth, float[] a, float[] b, float[] c, bool accumulate)
    {
        AlignedBuffer left = RandomValues.Buffer(a), right = RandomValues.Buffer(b), result = RandomValues.Buffer(c);
        var panels = new AlignedBuffer(gemm.PackedLength(depth, columns));
        gemm.Pack(depth, columns, right.Pointer, columns, panels.Pointer, gemm.PanelStride(depth));
        gemm.MultiplyTransposed(rows, columns, depth, left.Pointer, rows, panels.Pointer, gemm.PanelStride(depth), result.Pointer, columns, accumulate);
        return result.Span.ToArray();
    }

    private static float[] Reference(int rows, int columns, int depth, float[] a, float[] b, float[] c, bool accumulate)
    {
        var result = new float[rows * columns];
        for (var i = 0; i < rows; i++)
        {
            for (var j = 0; j < columns; j++)
            {
                var sum = accumulate ? c[(i * columns) + j] : 0;
                for (var p = 0; p < depth; p++)
                {
                    sum = MathF.FusedMultiplyAdd(a[(i * depth) + p], b[(p * columns) + j], sum);
                }

                result[(i * columns) + j] = sum;
            }
        }

        return result;
    }

    private static float[] Transpose(float[] matrix, int rows, int columns)
    {
        var result = new float[matrix.Length];
        for (var i = 0; i < rows; i++)
        {
            for (var j = 0; j < columns; j++)
            {
                result[(j * rows) + i] = matrix[(i * columns) + j];
            }
        }

        return result;
    }
}
