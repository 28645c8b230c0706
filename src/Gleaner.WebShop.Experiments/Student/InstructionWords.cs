using System.Collections.Frozen;
using System.Text;

namespace Gleaner.WebShop.Student;

/// <summary>What an instruction says, for marking what a page has in common with it. Reads text only.</summary>
internal sealed class InstructionWords
{
    // Words that stand in nearly every instruction and title tell nothing.
    private static readonly FrozenSet<string> Common =
        FrozenSet.Create("a", "an", "and", "as", "at", "by", "find", "for", "from", "i", "in", "is", "it", "me", "my", "of", "on", "or", "the", "to", "with");

    private readonly FrozenSet<string> _words;
    private readonly string _text;

    public InstructionWords(string instruction)
    {
        _text = $" {Flatten(instruction)} ";
        _words = Split(_text).Where(word => !Common.Contains(word)).Select(Singular).ToFrozenSet();
    }

    /// <summary>Whether a word of a page stands in the instruction too, in singular or plural; of "t-shirt" all parts must.</summary>
    public bool Has(string word)
    {
        var parts = Split(Flatten(word)).Where(part => !Common.Contains(part)).ToArray();
        return parts.Length > 0 && Array.TrueForAll(parts, part => _words.Contains(Singular(part)));
    }

    /// <summary>Whether an option's value stands in the instruction as a whole.</summary>
    public bool HasPhrase(string value)
    {
        var flat = Flatten(value).Trim();
        return flat.Length > 0 && _text.Contains($" {flat} ", StringComparison.Ordinal);
    }

    public static string[] Split(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private static string Singular(string word) =>
        word.Length > 3 && word[^1] == 's' && word[^2] != 's' ? word[..^1] : word;

    /// <summary>Lower case, with everything but letters, digits and points inside numbers as a blank.</summary>
    private static string Flatten(string text)
    {
        var flat = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            var isPoint = text[i] == '.' && i + 1 < text.Length && char.IsAsciiDigit(text[i + 1]);
            flat.Append(char.IsLetterOrDigit(text[i]) || isPoint ? char.ToLowerInvariant(text[i]) : ' ');
        }

        return string.Join(' ', Split(flat.ToString()));
    }
}
