using System.Runtime.InteropServices;

namespace Gleaner.Decoder.Sampling;

/// <summary>
/// The rows of one pass: new tokens of several slots, a bounded number, and which of them are asked for. Reused.
/// </summary>
internal sealed class PassRows
{
    /// <summary>Rows of a pass at most, so that activations stay in the second cache level.</summary>
    public const int Limit = 240;

    private readonly List<RowPiece> _pieces = [];
    private readonly List<RowPiece> _outputPieces = [];
    private readonly List<int> _positions = [];
    private readonly List<int> _outputs = [];
    private readonly List<int> _outputPositions = [];

    /// <summary>Rows by slot, in the order of the requests.</summary>
    public ReadOnlySpan<RowPiece> Pieces => CollectionsMarshal.AsSpan(_pieces);

    /// <summary>The same for the rows asked for, counted among themselves.</summary>
    public ReadOnlySpan<RowPiece> OutputPieces => CollectionsMarshal.AsSpan(_outputPieces);

    /// <summary>Position of each row within its slot.</summary>
    public ReadOnlySpan<int> Positions => CollectionsMarshal.AsSpan(_positions);

    /// <summary>Rows that are asked for, increasing.</summary>
    public ReadOnlySpan<int> Outputs => CollectionsMarshal.AsSpan(_outputs);

    /// <summary>Position of each row that is asked for.</summary>
    public ReadOnlySpan<int> OutputPositions => CollectionsMarshal.AsSpan(_outputPositions);

    public int Count => _positions.Count;

    public int Room => Limit - Count;

    public void Clear()
    {
        _pieces.Clear();
        _outputPieces.Clear();
        _positions.Clear();
        _outputs.Clear();
        _outputPositions.Clear();
    }

    /// <summary>Adds consecutive positions of a slot, of which the last <paramref name="asked"/> are asked for.</summary>
    public void Add(Slot slot, int position, int count, int asked)
    {
        _pieces.Add(new RowPiece(slot, position, Count, count));
        if (asked > 0)
        {
            _outputPieces.Add(new RowPiece(slot, position + count - asked, _outputs.Count, asked));
        }

        for (var i = 0; i < count; i++)
        {
            if (i >= count - asked)
            {
                _outputs.Add(Count);
                _outputPositions.Add(position + i);
            }

            _positions.Add(position + i);
        }
    }
}

/// <summary>Consecutive new tokens of one slot within a pass: <see cref="Count"/> rows from <see cref="FirstRow"/>.</summary>
internal readonly record struct RowPiece(Slot Slot, int FirstPosition, int FirstRow, int Count);
