using System.Runtime.InteropServices;

namespace Gleaner.WebShop.Search;

/// <summary>
/// The tables of an index, in memory or mapped from a file. Documents are numbered so that similar ones are neighbours, and cut into
/// windows of <see cref="WindowSize"/>; a term's postings in a window are a block, which knows the best that any of them can score.
/// Immutable.
/// </summary>
internal sealed record IndexData
{
    /// <summary>Documents in a window.</summary>
    internal const int WindowSize = 1024;

    /// <summary>Mean terms per document.</summary>
    internal required float AverageLength { get; init; }

    /// <summary>The texts of all terms, one after the other.</summary>
    internal required ReadOnlyMemory<char> Texts { get; init; }

    /// <summary>The terms.</summary>
    internal required ReadOnlyMemory<TermEntry> Terms { get; init; }

    /// <summary>A hash table of <see cref="Terms"/>: their numbers plus 1, or 0; a power of two long, at most half full.</summary>
    internal required ReadOnlyMemory<int> Slots { get; init; }

    /// <summary>The blocks of all terms, by term, then window.</summary>
    internal required ReadOnlyMemory<PostingBlock> Blocks { get; init; }

    /// <summary>What blocks hold: for each posting the place in the window (2 bytes), then for each its count (1 byte, 4 if wide).</summary>
    internal required ReadOnlyMemory<byte> Postings { get; init; }

    /// <summary>The length of each document as <see cref="LengthByte"/>.</summary>
    internal required ReadOnlyMemory<byte> Lengths { get; init; }

    /// <summary>The rank of each document's id among all ids.</summary>
    internal required ReadOnlyMemory<int> Ranks { get; init; }

    /// <summary>By rank of the id: where the document stood in the list that the index was built from.</summary>
    internal required ReadOnlyMemory<int> PositionOfRank { get; init; }

    internal int Windows => (Lengths.Length + WindowSize - 1) / WindowSize;

    /// <summary>The number of a term, or -1.</summary>
    internal int Find(ReadOnlySpan<char> term)
    {
        var slots = Slots.Span;
        var terms = Terms.Span;
        for (var slot = Hash(term); ; slot++)
        {
            var found = slots[(int)slot & (slots.Length - 1)] - 1;
            if (found < 0 || Texts.Span.Slice(terms[found].TextStart, terms[found].TextLength).SequenceEqual(term))
            {
                return found;
            }
        }
    }

    /// <summary>FNV-1a (Fowler, Noll and Vo) over UTF-16 units: part of the file format.</summary>
    internal static uint Hash(ReadOnlySpan<char> term)
    {
        var hash = 2166136261u;
        foreach (var c in term)
        {
            hash = (hash ^ c) * 16777619u;
        }

        return hash ^ (hash >> 15);
    }
}

/// <summary>A term of an index.</summary>
/// <param name="PostingsStart">Where its blocks' postings begin.</param>
/// <param name="TextStart">Where its text begins.</param>
/// <param name="TextLength">UTF-16 units of its text.</param>
/// <param name="FirstBlock">Its first block.</param>
/// <param name="BlockCount">Number of its blocks.</param>
/// <param name="Documents">Documents that hold it.</param>
/// <param name="InverseDocumentFrequency">Its BM25 idf.</param>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
internal readonly record struct TermEntry(
    int PostingsStart, int TextStart, int TextLength, int FirstBlock, int BlockCount, int Documents, float InverseDocumentFrequency);

/// <summary>A term's postings in a window.</summary>
/// <param name="Start">Where they begin, counted from the term's first.</param>
/// <param name="MaxDivisor">The greatest <see cref="Bm25.Divisor"/> among them: no document of the window scores more for the term.</param>
/// <param name="Window">The window.</param>
/// <param name="CountAndWidth">Number of postings, and <see cref="Wide"/> if their counts take 4 bytes.</param>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
internal readonly record struct PostingBlock(int Start, float MaxDivisor, ushort Window, ushort CountAndWidth)
{
    internal const int Wide = 0x8000;

    internal int Count => CountAndWidth & ~Wide;

    internal bool IsWide => (CountAndWidth & Wide) != 0;
}
