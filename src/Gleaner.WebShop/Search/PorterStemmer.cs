namespace Gleaner.WebShop.Search;

/// <summary>
/// M. F. Porter, "An algorithm for suffix stripping" (1980), with the two departures of the author's own program
/// ("bli" for "abli", and "logi"), which Lucene shares. Works in place on lower-case text.
/// </summary>
internal static class PorterStemmer
{
    private static readonly (string Suffix, string Replacement)[] Step2 =
    [
        ("ational", "ate"), ("tional", "tion"), ("enci", "ence"), ("anci", "ance"), ("izer", "ize"), ("bli", "ble"), ("alli", "al"),
        ("entli", "ent"), ("eli", "e"), ("ousli", "ous"), ("ization", "ize"), ("ation", "ate"), ("ator", "ate"), ("alism", "al"),
        ("iveness", "ive"), ("fulness", "ful"), ("ousness", "ous"), ("aliti", "al"), ("iviti", "ive"), ("biliti", "ble"), ("logi", "log"),
    ];

    private static readonly (string Suffix, string Replacement)[] Step3 =
        [("icate", "ic"), ("ative", ""), ("alize", "al"), ("iciti", "ic"), ("ical", "ic"), ("ful", ""), ("ness", "")];

    private static readonly string[] Step4 =
    [
        "al", "ance", "ence", "er", "ic", "able", "ible", "ant", "ement", "ment", "ent", "ion", "ou", "ism", "ate", "iti", "ous", "ive", "ize",
    ];

    /// <summary>Stems the first <paramref name="length"/> chars of <paramref name="word"/>; returns the stem's length, at most one more.</summary>
    internal static int Stem(Span<char> word, int length)
    {
        // The author's program leaves words of one and two letters alone.
        if (length <= 2)
        {
            return length;
        }

        var stem = new Word(word, length);
        stem.RemovePlural();
        stem.RemovePastAndGerund();
        stem.TurnTerminalY();
        stem.Replace(Step2);
        stem.Replace(Step3);
        stem.RemoveSuffix(Step4);
        stem.RemoveFinalE();
        return stem.Length;
    }

    private ref struct Word(Span<char> letters, int length)
    {
        private readonly Span<char> _letters = letters;

        internal int Length { get; private set; } = length;

        /// <summary>Step 1a.</summary>
        internal void RemovePlural()
        {
            if (_letters[Length - 1] != 's')
            {
                return;
            }

            if (EndsWith("sses") || EndsWith("ies"))
            {
                Length -= 2;
            }
            else if (_letters[Length - 2] != 's')
            {
                Length--;
            }
        }

        /// <summary>Step 1b.</summary>
        internal void RemovePastAndGerund()
        {
            if (EndsWith("eed"))
            {
                if (Measure(Length - 3) > 0)
                {
                    Length--;
                }

                return;
            }

            var removed = EndsWith("ed") && HasVowel(Length - 2) ? 2 : EndsWith("ing") && HasVowel(Length - 3) ? 3 : 0;
            if (removed == 0)
            {
                return;
            }

            Length -= removed;
            if (EndsWith("at") || EndsWith("bl") || EndsWith("iz"))
            {
                _letters[Length++] = 'e';
            }
            else if (EndsWithDoubleConsonant())
            {
                if (_letters[Length - 1] is not ('l' or 's' or 'z'))
                {
                    Length--;
                }
            }
            else if (Measure(Length) == 1 && EndsInShortSyllable(Length))
            {
                _letters[Length++] = 'e';
            }
        }

        /// <summary>Step 1c.</summary>
        internal readonly void TurnTerminalY()
        {
            if (EndsWith("y") && HasVowel(Length - 1))
            {
                _letters[Length - 1] = 'i';
            }
        }

        /// <summary>Steps 2 and 3: the first suffix that is there decides, whether or not its condition holds.</summary>
        internal void Replace((string Suffix, string Replacement)[] rules)
        {
            foreach (var (suffix, replacement) in rules)
            {
                if (!EndsWith(suffix))
                {
                    continue;
                }

                var stem = Length - suffix.Length;
                if (Measure(stem) > 0)
                {
                    replacement.CopyTo(_letters[stem..]);
                    Length = stem + replacement.Length;
                }

                return;
            }
        }

        /// <summary>Step 4.</summary>
        internal void RemoveSuffix(string[] suffixes)
        {
            foreach (var suffix in suffixes)
            {
                if (!EndsWith(suffix))
                {
                    continue;
                }

                var stem = Length - suffix.Length;
                if (suffix == "ion" && (stem == 0 || _letters[stem - 1] is not ('s' or 't')))
                {
                    continue;
                }

                if (Measure(stem) > 1)
                {
                    Length = stem;
                }

                return;
            }
        }

        /// <summary>Step 5.</summary>
        internal void RemoveFinalE()
        {
            if (_letters[Length - 1] == 'e')
            {
                var measure = Measure(Length - 1);
                if (measure > 1 || (measure == 1 && !EndsInShortSyllable(Length - 1)))
                {
                    Length--;
                }
            }

            if (_letters[Length - 1] == 'l' && EndsWithDoubleConsonant() && Measure(Length) > 1)
            {
                Length--;
            }
        }

        private readonly bool EndsWith(string suffix) => _letters[..Length].EndsWith(suffix, StringComparison.Ordinal);

        private readonly bool IsConsonant(int index) => _letters[index] switch
        {
            'a' or 'e' or 'i' or 'o' or 'u' => false,
            'y' => index == 0 || !IsConsonant(index - 1),
            _ => true,
        };

        /// <summary>Porter's m: how many times a vowel sequence is followed by a consonant sequence in the first chars.</summary>
        private readonly int Measure(int length)
        {
            var measure = 0;
            var afterVowel = false;
            var consonant = false;
            for (var i = 0; i < length; i++)
            {
                // The same as IsConsonant(i), without its walk back over runs of 'y'.
                consonant = _letters[i] == 'y' ? i == 0 || !consonant : IsConsonant(i);
                if (consonant && afterVowel)
                {
                    measure++;
                }

                afterVowel = !consonant;
            }

            return measure;
        }

        private readonly bool HasVowel(int length)
        {
            for (var i = 0; i < length; i++)
            {
                if (!IsConsonant(i))
                {
                    return true;
                }
            }

            return false;
        }

        private readonly bool EndsWithDoubleConsonant() =>
            Length >= 2 && _letters[Length - 1] == _letters[Length - 2] && IsConsonant(Length - 1);

        /// <summary>Porter's *o: consonant, vowel, consonant that is not w, x or y.</summary>
        private readonly bool EndsInShortSyllable(int length) =>
            length >= 3 && IsConsonant(length - 1) && !IsConsonant(length - 2) && IsConsonant(length - 3)
            && _letters[length - 1] is not ('w' or 'x' or 'y');
    }
}
