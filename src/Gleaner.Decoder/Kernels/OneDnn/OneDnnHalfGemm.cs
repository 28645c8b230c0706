using System.Runtime.CompilerServices;

namespace Gleaner.Decoder.Kernels.OneDnn;

/// <summary>
/// Products with weights, and those that give their gradients, of values rounded to bfloat16 and with sums in fp32: on processors with
/// AMX about three times as fast. The weights themselves stay fp32, and so does everything that is not such a product.
/// </summary>
internal sealed unsafe class OneDnnHalfGemm(OneDnnLibrary library, OneDnnProducts products, Gemm panels) : OneDnnGemm(library, panels)
{
    // Numbers of rows differ from batch to batch, and a primitive takes longer to make than to use: they are cut into blocks of one
    // size and a rest of whole steps, so that few shapes occur.
    private const int Block = 512;
    private const int Step = 32;

    // Of results that are computed aside: more would not stay in the caches.
    private const int Columns = 1024;

    private readonly OneDnnLibrary _library = library;

    // By thread, for as long as it lives: primitives belong to the thread that made them.
    private readonly ConditionalWeakTable<Thread, Bench> _benches = [];
    private readonly ConditionalWeakTable<Thread, Bench>.CreateValueCallback _createBench = _ => new Bench(products);

    public override int HeadRows => 4 * Step;

    public override TakenMatrix CreateMatrix(int depth, int columns) => new RoundedMatrix(depth, columns);

    public override void MultiplyRounded(
        int rows, int columns, int depth, float* a, nint aRow, ushort* b, bool transposed, float* c, nint cRow, bool accumulate)
    {
        _library.StayOnThisThread();
        var bench = _benches.GetValue(Thread.CurrentThread, _createBench);
        nint bRow = transposed ? depth : columns;
        for (var row = 0; row < rows; row += Block)
        {
            var count = Math.Min(Block, rows - row);
            var padded = Padded(count);
            var left = bench.RoundLeft(count, padded, depth, a + (row * aRow), aRow);
            var target = c + (row * cRow);
            if (padded == count && cRow == columns)
            {
                bench.Run(new MatmulShape(false, transposed, count, columns, depth, depth, bRow, cRow, accumulate), left, b, target);
                continue;
            }

            // C has no room for the rows that pad, or gaps, which oneDNN's quickest products can't have.
            var most = transposed ? Columns : columns;
            for (var column = 0; column < columns; column += most)
            {
                var width = Math.Min(most, columns - column);
                var result = bench.Result(padded * width);
                bench.Run(new MatmulShape(false, transposed, padded, width, depth, depth, bRow, width, false), left, b + ((nint)column * depth), result);
                Take(count, width, result, target + column, cRow, accumulate);
            }
        }
    }

    public override void AddWeightGradient(int rows, int outputs, int inputs, float* dOutput, nint dOutputRow, float* input, float* dWeight, Arena arena)
    {
        _library.StayOnThisThread();
        var bench = _benches.GetValue(Thread.CurrentThread, _createBench);
        for (var row = 0; row < rows; row += Block)
        {
            var count = Math.Min(Block, rows - row);
            var padded = Padded(count);
            var left = bench.RoundLeft(count, padded, outputs, dOutput + (row * dOutputRow), dOutputRow);
            var right = bench.RoundRight(count, padded, inputs, input + ((nint)row * inputs));
            bench.Run(new MatmulShape(true, false, outputs, inputs, padded, outputs, inputs, inputs, true), left, right, dWeight);
        }
    }

    private static void Take(int rows, int width, float* from, float* to, nint toRow, bool accumulate)
    {
        for (var i = 0; i < rows; i++, from += width, to += toRow)
        {
            if (accumulate)
            {
                Add(width, from, to);
            }
            else
            {
                Rows.Copy(width, from, to);
            }
        }
    }

    private static int Padded(int count) => (count + Step - 1) / Step * Step;

    /// <summary>As <see cref="Rows.Add"/>, for any length: a head has as many columns as the vocabulary has tokens.</summary>
    private static void Add(int length, float* from, float* to)
    {
        var whole = length / 8 * 8;
        Rows.Add(whole, from, to);
        for (var i = whole; i < length; i++)
        {
            to[i] += from[i];
        }
    }

    /// <summary>What one thread needs: its products and room for rounded values.</summary>
    private sealed class Bench(OneDnnProducts products)
    {
        private readonly Dictionary<MatmulShape, OneDnnProduct> _made = [];
        private readonly OneDnnObject _stream = products.CreateStream();
        private AlignedBuffer _left = new(0);
        private AlignedBuffer _right = new(0);
        private AlignedBuffer _result = new(0);
        private AlignedBuffer _scratch = new(0);

        public void Run(MatmulShape shape, ushort* left, ushort* right, float* result)
        {
            if (!_made.TryGetValue(shape, out var product))
            {
                _made.Add(shape, product = products.Create(shape));
            }

            product.Run(_stream, left, right, result, Room(ref _scratch, (product.ScratchBytes + sizeof(float) - 1) / sizeof(float)));
        }

        public float* Result(int length) => Room(ref _result, length);

        /// <summary>Rounded rows without gaps, with rows of zeros behind them.</summary>
        public ushort* RoundLeft(int rows, int padded, int width, float* from, nint row)
        {
            var to = (ushort*)Room(ref _left, ((padded * width) + 1) / 2);
            for (var i = 0; i < rows; i++)
            {
                BFloat16.Round(new ReadOnlySpan<float>(from + (i * row), width), new Span<ushort>(to + ((nint)i * width), width));
            }

            new Span<ushort>(to + ((nint)rows * width), (padded - rows) * width).Clear();
            return to;
        }

        /// <summary>The same for the right-hand side, whose rows have no gaps.</summary>
        public ushort* RoundRight(int rows, int padded, int width, float* from)
        {
            var to = (ushort*)Room(ref _right, ((padded * width) + 1) / 2);
            BFloat16.Round(new ReadOnlySpan<float>(from, rows * width), new Span<ushort>(to, rows * width));
            new Span<ushort>(to + ((nint)rows * width), (padded - rows) * width).Clear();
            return to;
        }

        private static float* Room(ref AlignedBuffer buffer, int length)
        {
            if (buffer.Length < length)
            {
                buffer = new AlignedBuffer(length);
            }

            return buffer.Pointer;
        }
    }
}
