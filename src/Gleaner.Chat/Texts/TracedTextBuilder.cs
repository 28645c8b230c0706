using System.Collections.Immutable;
using System.Text;

namespace Gleaner.Chat.Texts;

/// <summary>Puts a <see cref="TracedText"/> together piece by piece.</summary>
internal sealed class TracedTextBuilder
{
    private readonly StringBuilder _text = new();
    private readonly List<OriginRun> _runs = [];

    public int Length => _text.Length;

    public TracedTextBuilder Append(ReadOnlySpan<char> piece, TextOrigin origin)
    {
        _text.Append(piece);
        AddRun(piece.Length, origin);
        return this;
    }

    public TracedTextBuilder Append(char character, TextOrigin origin)
    {
        _text.Append(character);
        AddRun(1, origin);
        return this;
    }

    public TracedTextBuilder Append(TracedText text) => Append(text, 0, text.Length);

    public TracedTextBuilder Append(TracedText text, int start, int length)
    {
        if (length == 0)
        {
            return this;
        }

        _text.Append(text.Text, start, length);
        var end = start + length;
        for (var i = text.RunAt(start); i < text.Runs.Length && text.Runs[i].Start < end; i++)
        {
            var run = text.Runs[i];
            AddRun(Math.Min(run.End, end) - Math.Max(run.Start, start), run.Origin);
        }

        return this;
    }

    public TracedText Build() => Length == 0 ? TracedText.Empty : new TracedText(_text.ToString(), _runs.ToImmutableArray());

    private void AddRun(int length, TextOrigin origin)
    {
        if (length == 0)
        {
            return;
        }

        if (_runs.Count > 0 && _runs[^1].Origin == origin)
        {
            _runs[^1] = _runs[^1] with { Length = _runs[^1].Length + length };
        }
        else
        {
            var start = _runs.Count > 0 ? _runs[^1].End : 0;
            _runs.Add(new OriginRun(start, length, origin));
        }
    }
}
