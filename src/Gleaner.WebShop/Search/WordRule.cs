namespace Gleaner.WebShop.Search;

/// <summary>
/// Longest words by the rules WB4 to WB13b of Unicode Standard Annex #29: a state machine over <see cref="WordBreakClass"/>
/// that remembers where it last stood at the end of a word.
/// </summary>
internal static class WordRule
{
    private enum State
    {
        Start,

        /// <summary>Only connectors so far: no word yet.</summary>
        Connectors,
        Letter,
        Hebrew,

        /// <summary>A Hebrew letter joined by a double quote: no further joint may follow it directly.</summary>
        HebrewQuoted,

        /// <summary>A Hebrew letter and an apostrophe, which may end the word.</summary>
        HebrewApostrophe,
        Numeric,
        Katakana,

        /// <summary>A connector after a word.</summary>
        Joined,

        // Joints, which count only if the right class follows.
        AwaitLetter,
        AwaitNumeric,
        AwaitHebrew,
        Stop,
    }

    /// <summary>The length in chars of the longest word that starts at 0, or 0.</summary>
    internal static int Match(ReadOnlySpan<char> text)
    {
        var state = State.Start;
        int position = 0, end = 0;
        while (true)
        {
            var codePoint = TextWindow.CodePointAt(text, position, out var length);
            if (length == 0)
            {
                return end;
            }

            var kind = WordBreakProperty.Of(codePoint);
            if (kind != WordBreakClass.Extend || state == State.Start)
            {
                state = Next(state, kind);
                if (state == State.Stop)
                {
                    return end;
                }
            }

            position += length;
            if (state is not (State.Connectors or State.AwaitLetter or State.AwaitNumeric or State.AwaitHebrew))
            {
                end = position;
            }
        }
    }

    private static State Next(State state, WordBreakClass kind) => kind switch
    {
        WordBreakClass.Letter => state is State.Katakana or State.AwaitNumeric or State.AwaitHebrew ? State.Stop : State.Letter,
        WordBreakClass.HebrewLetter => state switch
        {
            State.Katakana or State.AwaitNumeric => State.Stop,
            State.AwaitHebrew => State.HebrewQuoted,
            _ => State.Hebrew,
        },
        WordBreakClass.Numeric => state is State.Katakana or State.AwaitLetter or State.AwaitHebrew ? State.Stop : State.Numeric,
        WordBreakClass.Katakana => state is State.Start or State.Connectors or State.Joined or State.Katakana ? State.Katakana : State.Stop,
        WordBreakClass.ExtendNumLet => state switch
        {
            State.Start or State.Connectors => State.Connectors,
            State.AwaitLetter or State.AwaitNumeric or State.AwaitHebrew => State.Stop,
            _ => State.Joined,
        },
        WordBreakClass.MidLetter => state is State.Letter or State.Hebrew ? State.AwaitLetter : State.Stop,
        WordBreakClass.MidNumber => state is State.Numeric ? State.AwaitNumeric : State.Stop,
        WordBreakClass.MidNumberLetter => AfterMidNumberLetter(state),
        WordBreakClass.SingleQuote => state is State.Hebrew ? State.HebrewApostrophe : AfterMidNumberLetter(state),
        WordBreakClass.DoubleQuote => state is State.Hebrew ? State.AwaitHebrew : State.Stop,
        _ => State.Stop,
    };

    private static State AfterMidNumberLetter(State state) => state switch
    {
        State.Letter or State.Hebrew => State.AwaitLetter,
        State.Numeric => State.AwaitNumeric,
        _ => State.Stop,
    };
}
