using Gleaner.Decoder.Kernels;

namespace Gleaner.Decoder.Tests.Kernels;

public sealed unsafe class HalfMatrixTests
{
    public static TheoryData<string> Implementations => GemmTests.Implementations;

    [Theory]
    [MemberData(nameof(Implementations))]
    public void Products_have_the_bits_of_fp32_panels_of_the_rounded_values(string implementation)
    {
        var gemm = GemmTests.Create(implementation);
        var random = new Random(4);
        int[] sizes = [1, 2, 3, 5, 6, 7, 12, 13, 16, 17, 31, 33, 64, 65, 70, 130, 241, 257, 300];
        for (var trial = 0; trial < 120; trial++)
        {
            int rows = sizes[random.Next(sizes.Length)], inputs = sizes[random.Next(sizes.Length)], outputs = sizes[random.Next(sizes.Length)];
            var weights = RandomValues.Buffer(random, outputs * inputs);
            var half = new HalfMatrix(gemm, inputs, outputs);
            PackedMatrix forward = new(gemm, inputs, outputs), backward = new(gemm, outputs, inputs);
            for (var i = 0; i < outputs; i++)
            {
                half.SetColumn(i, weights.Span.Slice(i * inputs, inputs));
            }

            foreach (ref var value in weights.Span)
            {
                value = BFloat16.Widen(BFloat16.Round(value));
            }

            forward.PackTransposed(weights.Pointer);
            backward.Pack(weights.Pointer);
            var shape = $"{rows}×{inputs}→{outputs}";
            AreEqual(gemm, random, half, forward, rows, trial % 2 == 0, shape);
            AreEqual(gemm, random, half.Transposed, backward, rows, trial % 2 == 0, shape);

            AlignedBuffer column = new(inputs), x = RandomValues.Buffer(random, inputs), product = new(outputs);
            var at = random.Next(outputs);
            half.GetColumn(at, column.Pointer);
            column.Span.SequenceEqual(weights.Span.Slice(at * inputs, inputs)).ShouldBeTrue(shape);
            gemm.Multiply(1, x.Pointer, forward, product.Pointer);
            half.Dot(x.Pointer, at).ShouldBe(product.Span[at]);
        }
    }

    [Fact]
    public void Rounding_is_to_the_nearest_ties_to_even()
    {
        (float Value, float Rounded)[] cases =
        [
            (1f, 1f), (-2.5f, -2.5f), (1 + (1 / 256f), 1f), (1 + (3 / 256f), 1 + (4 / 256f)), (1 + (1.01f / 256f), 1 + (2 / 256f)),
            (float.MaxValue, float.PositiveInfinity), (float.NegativeInfinity, float.NegativeInfinity), (float.Epsilon, 0), (-0f, -0f),
        ];
        foreach (var (value, rounded) in cases)
        {
            BitConverter.SingleToInt32Bits(BFloat16.Widen(BFloat16.Round(value))).ShouldBe(BitConverter.SingleToInt32Bits(rounded), value.ToString());
        }

        float.IsNaN(BFloat16.Widen(BFloat16.Round(BitConverter.UInt32BitsToSingle(0x7F800001)))).ShouldBeTrue();
        ushort[] all = [.. Enumerable.Range(0, 1 << 16).Select(i => (ushort)i)];
        var widened = new float[all.Length];
        BFloat16.Widen(all, widened);
        widened.Select(BitConverter.SingleToUInt32Bits).ShouldBe(all.Select(half => (uint)half << 16));
    }

    private static void AreEqual(Gemm gemm, Random random, WeightMatrix half, WeightMatrix single, int rows, bool accumulate, string shape)
    {
        const int Gap = 3;
        int aRow = half.Depth + Gap, cRow = half.Columns + Gap;
        AlignedBuffer a = RandomValues.Buffer(random, rows * aRow), c = RandomValues.Buffer(random, rows * cRow), expected = RandomValues.Buffer(c.Span.ToArray());
        half.Multiply(gemm, rows, a.Pointer, aRow, c.Pointer, cRow, accumulate);
        single.Multiply(gemm, rows, a.Pointer, aRow, expected.Pointer, cRow, accumulate);
        c.Span.SequenceEqual(expected.Span).ShouldBeTrue(shape);
    }
}
