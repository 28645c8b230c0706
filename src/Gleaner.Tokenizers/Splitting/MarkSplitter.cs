namespace Gleaner.Tokenizers.Splitting;

/// <summary>
/// Cuts before the mark that stands for a space: before every one (Metaspace with <c>split</c>), or before every run of
/// them, which changes nothing where no token has the mark behind another character, and makes words that a cache can hold.
/// </summary>
internal sealed class MarkSplitter(char mark, bool isRunKept) : ISplitter
{
    public int Next(ReadOnlySpan<char> piece, int at)
    {
        int from = at + 1;
        if (isRunKept && piece[at] == mark)
        {
            int run = piece[from..].IndexOfAnyExcept(mark);
            from = run < 0 ? piece.Length : from + run;
        }

        int next = piece[from..].IndexOf(mark);
        return next < 0 ? piece.Length : from + next;
    }
}
