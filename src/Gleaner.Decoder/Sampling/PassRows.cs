using System.Runtime.InteropServices;

namespace Gleaner.Decoder.Sampling;

/// <summary>
/// The rows of one pass: new tokens of several slots, a bounded number, and which of them are asked for. Reused.
/// </summary>
internal sealed class PassRows
{
    /// <summary>Rows of a pass at most, so that activations stay in the second cache level.</summary>
    public const int Limit = 240;

    private readonly List<RowPiece> pieces = [];
    private readonly List<RowPiece> outputPieces = [];
    private readonly List<int> positions = [];
    private readonly List<int> outputs = [];
    private readonly List<int> outputPositions = [];

    /// <summary>Rows by slot, in the order of the requests.</summary>
    public ReadOnlySpan<RowPiece> Pieces => CollectionsMarshal.AsSpan(pieces);

    /// <summary>The same for the rows asked for, counted among themselves.</summary>
    public ReadOnlySpan<RowPiece> OutputPieces => CollectionsMarshal.AsSpan(outputPieces);

    /// <summary>Position of each row within its slot.</summary>
    public ReadOnlySpan<int> Positions => CollectionsMarshal.AsSpan(positions);

    /// <summary>Rows that are asked for, increasing.</summary>
    public ReadOnlySpan<int> Outputs => CollectionsMarshal.AsSpan(outputs);

    /// <summary>Position of each row that is asked for.</summary>
    public ReadOnlySpan<int> OutputPositions => CollectionsMarshal.AsSpan(outputPositions);

    public int Count => positions.Count;

    public int Room => Limit - Count;

    public void Clear()
    {
        pieces.Clear();
        outputPieces.Clear();
        positions.Clear();
        outputs.Clear();
        outputPositions.Clear();
    }

    /// <summary>Adds consecutive positions of a slot, of which the last <paramref name="asked"/> are asked for.</summary>
    public void Add(Slot slot, int position, int count, int asked)
    {
        pieces.Add(new RowPiece(slot, position, Count, count));
        if (asked > 0)
        {
            outputPieces.Add(new RowPiece(slot, position + count - asked, outputs.Count, asked));
        }

        for (int i = 0; i < count; i++)
        {
            if (i >= count - asked)
            {
                outputs.Add(Count);
                outputPositions.Add(position + i);
            }

            positions.Add(position + i);
        }
    }
}

/// <summary>Consecutive new tokens of one slot within a pass: <see cref="Count"/> rows from <see cref="FirstRow"/>.</summary>
internal readonly record struct RowPiece(Slot Slot, int FirstPosition, int FirstRow, int Count);
