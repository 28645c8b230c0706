using System.Buffers;
using System.Buffers.Binary;

namespace Gleaner.WebShop.Search;

/// <summary>Cuts terms' postings into blocks.</summary>
/// <param name="lengths">The documents' length bytes.</param>
/// <param name="averageLength">Mean terms per document.</param>
internal sealed class BlockWriter(byte[] lengths, float averageLength)
{
    private readonly float[] _inverses = Bm25.Inverses(averageLength);
    private readonly List<PostingBlock> _blocks = [];
    private readonly ArrayBufferWriter<byte> _postings = new();

    internal int BlockCount => _blocks.Count;

    /// <summary>Bytes written.</summary>
    internal int Length => _postings.WrittenCount;

    /// <summary>Writes a term.</summary>
    /// <param name="documents">The documents that hold it, ascending.</param>
    /// <param name="counts">How often each does.</param>
    internal void Write(ReadOnlySpan<int> documents, ReadOnlySpan<int> counts)
    {
        var termStart = Length;
        while (documents.Length > 0)
        {
            var window = documents[0] / IndexData.WindowSize;
            var end = (window + 1) * IndexData.WindowSize;
            var length = 1;
            while (length < documents.Length && documents[length] < end)
            {
                length++;
            }

            WriteBlock(termStart, window, documents[..length], counts[..length]);
            documents = documents[length..];
            counts = counts[length..];
        }
    }

    /// <summary>An index with blocks and postings, and nothing else yet.</summary>
    internal IndexData ToData() => new()
    {
        AverageLength = 0,
        Texts = default,
        Terms = default,
        Slots = default,
        Blocks = _blocks.ToArray(),
        Postings = _postings.WrittenMemory,
        Lengths = default,
        Ranks = default,
        PositionOfRank = default,
    };

    private void WriteBlock(int termStart, int window, ReadOnlySpan<int> documents, ReadOnlySpan<int> counts)
    {
        var most = 0f;
        var isWide = false;
        for (var i = 0; i < documents.Length; i++)
        {
            most = Math.Max(most, Bm25.Divisor(counts[i], _inverses[lengths[documents[i]]]));
            isWide |= counts[i] > byte.MaxValue;
        }

        _blocks.Add(new PostingBlock(
            Length - termStart, most, checked((ushort)window), (ushort)(documents.Length | (isWide ? PostingBlock.Wide : 0))));
        foreach (var document in documents)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(_postings.GetSpan(2), (ushort)(document % IndexData.WindowSize));
            _postings.Advance(2);
        }

        foreach (var count in counts)
        {
            var bytes = _postings.GetSpan(4);
            BinaryPrimitives.WriteInt32LittleEndian(bytes, count);
            _postings.Advance(isWide ? 4 : 1);
        }
    }
}
