namespace Gleaner.Tokenizers.Tokens;

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
