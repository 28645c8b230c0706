using Gleaner.Randomness;
using Gleaner.Students;
using Gleaner.Students.Views;

namespace Gleaner.WebShop.Student;

/// <summary>Puts a pre-training sequence together.</summary>
internal sealed class SequenceBuilder
{
    private readonly List<float> _weights = [];

    public List<int> Ids { get; } = [];

    /// <summary>Gives the tokens added since the last mark their weight; the very first token never has one.</summary>
    public SequenceBuilder Mark(float weight)
    {
        while (_weights.Count < Ids.Count)
        {
            _weights.Add(_weights.Count == 0 ? 0 : weight);
        }

        return this;
    }

    public RenderedSequence Build(int maxLength)
    {
        Mark(0);
        return new RenderedSequence([.. Ids.Take(maxLength)], [.. _weights.Take(maxLength)]);
    }
}

/// <summary>Cuts pieces out of a product's texts.</summary>
internal static class TextFragments
{
    /// <summary>Between <paramref name="min"/> and <paramref name="max"/> neighbouring words of one of the texts.</summary>
    public static string Draw(ShownProduct product, int min, int max, RandomStream random)
    {
        // The title stands on more pages than the rest: every other fragment is taken from it.
        var text = random.Next(2) == 0 ? product.Title : product.Texts[random.Next(product.Texts.Length)];
        var words = InstructionWords.Split(text);
        var length = Math.Min(words.Length, min + random.Next(max - min + 1));
        var start = random.Next(words.Length - length + 1);
        return string.Join(' ', words.AsSpan(start, length).ToArray()).Trim(' ', ',', ';', '.', ':');
    }

    /// <summary>A random value for most of the option groups; each is left out with probability 1/8.</summary>
    public static List<(string Name, string Value)> DrawOptions(ShownProduct product, RandomStream random)
    {
        var chosen = new List<(string, string)>();
        foreach (var group in product.Options)
        {
            if (group.Values.Length > 0 && random.Next(8) > 0)
            {
                chosen.Add((group.Name, group.Values[random.Next(group.Values.Length)]));
            }
        }

        return chosen;
    }
}
