using Gleaner.Tokenizers.Normalization;

namespace Gleaner.Tokenizers.Tokens;

/// <summary>Says where in a text added tokens may lie.</summary>
internal interface ITrust
{
    /// <summary>Index after the trusted stretch around <paramref name="at"/>; <paramref name="at"/> itself where there is none.</summary>
    int EndOfTrust(int at);
}

/// <summary>Trust in the text as given. Asked for places in ascending order it takes one pass over the runs.</summary>
internal sealed class SourceTrust : ITrust
{
    private TextRun[] _runs = [];
    private int _at;

    /// <summary>Whether any of the text is trusted.</summary>
    public bool IsAny => _runs.Any(run => run.IsTrusted);

    public void Load(ReadOnlySpan<TextRun> runs)
    {
        _runs = runs.ToArray();
        _at = 0;
    }

    public int EndOfTrust(int at)
    {
        while (_at > 0 && at < _runs[_at].Start)
        {
            _at--;
        }

        while (_at < _runs.Length - 1 && at >= _runs[_at].End)
        {
            _at++;
        }

        return _runs.Length > 0 && _runs[_at].IsTrusted ? Math.Max(at, _runs[_at].End) : at;
    }
}

/// <summary>Trust in a normalized fragment: a character is trusted if all that it comes from is.</summary>
/// <param name="source">Trust in the source.</param>
/// <param name="text">Where the fragment's characters come from.</param>
/// <param name="length">The fragment's length.</param>
/// <param name="reach">Length of the longest token: looking further is useless.</param>
internal readonly struct NormalizedTrust(SourceTrust source, NormalizedText text, int length, int reach) : ITrust
{
    public int EndOfTrust(int at)
    {
        int sourceEnd = source.EndOfTrust(text.StartOf(at)), end = at, last = Math.Min(length, at + reach);
        while (end < last && sourceEnd > text.StartOf(at) && text.EndOf(end) <= sourceEnd)
        {
            end++;
        }

        return end;
    }
}
