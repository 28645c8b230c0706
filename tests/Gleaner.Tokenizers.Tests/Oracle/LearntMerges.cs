using System.Text;
using System.Text.RegularExpressions;
using Gleaner.Tokenizers.Merging;

namespace Gleaner.Tokenizers.Tests.Oracle;

/// <summary>Byte-pair encoding learnt from a page of text, so that merges build on each other as in a real vocabulary.</summary>
internal static partial class LearntMerges
{
    /// <summary>What is learnt from: several scripts, code, numbers, runs of spaces.</summary>
    internal const string Corpus =
        """
        The expert failed, and the student learnt from the failure: it started where the expert had stood, tried again, and found the way out.
        I'm sure they'll say we've done what isn't done; he'd rather not. The quick brown fox jumps over the lazy dog, then the dog jumps over the fox.
        Search for a red dress, size X-Large, price lower than 50.00 dollars. Buy now. Back to search. Page 1 of 12 (total results: 345).
        Grüße aus München: schöne Füße, größere Straßen, über Äpfel. Les élèves français étaient déjà là, à côté de l'hôtel. Mañana el niño comerá piñas.
        Привет, мир! Всё хорошо, привет и пока. 日本語の文字、中文字和日本文字。 한국어 문장, 한국어 글자. 😀😃 👍🏽
        def find(items, key):
            return [item for item in items if item.key == key]  # find the items

        class Finder:
            def __init__(self):
                self.items = {}
        {"items": [1, 2.5, 1000, 2000], "key": null}
        """;

    /// <summary>Merges over bytes as GPT-2 writes them; words begin with their space.</summary>
    internal static string[] OfBytes(int count) =>
        Learn(SpacedWord.Matches(Corpus).Select(word => Encoding.UTF8.GetBytes(word.Value).Select(value => ByteCharacters.Of(value).ToString())), count);

    /// <summary>Merges over characters of the basic plane; words begin with SentencePiece's mark.</summary>
    internal static string[] OfCharacters(int count) =>
        Learn(Corpus.Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries).Where(word => !word.Any(char.IsSurrogate)).Select(word => $"▁{word}".Select(letter => letter.ToString())), count);

    private static string[] Learn(IEnumerable<IEnumerable<string>> words, int count)
    {
        var symbols = words.Select(word => word.ToList()).ToList();
        List<string> merges = [];
        while (merges.Count < count)
        {
            var (left, right) = symbols.SelectMany(word => word.Zip(word.Skip(1))).CountBy(pair => pair)
                .OrderByDescending(pair => pair.Value).ThenBy(pair => $"{pair.Key.First} {pair.Key.Second}", StringComparer.Ordinal).First().Key;
            merges.Add($"{left} {right}");
            foreach (var word in symbols)
            {
                for (var i = 0; i + 1 < word.Count; i++)
                {
                    if (word[i] == left && word[i + 1] == right)
                    {
                        word[i] += right;
                        word.RemoveAt(i + 1);
                    }
                }
            }
        }

        return [.. merges];
    }

    [GeneratedRegex(@" ?\S+|\s+")]
    private static partial Regex SpacedWord { get; }
}
