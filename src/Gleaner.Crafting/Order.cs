using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Gleaner.Randomness;
using Gleaner.Tasks;

namespace Gleaner.Crafting;

/// <summary>A task: make the parts of an order of what lies on the shelf.</summary>
public sealed record Order
{
    /// <summary>The most things that have to be gathered and crafted for an order, beside one of the deepest items.</summary>
    private const int MostFurtherThings = 6;

    private Order(ImmutableArray<Recipe> parts, ImmutableSortedDictionary<string, int> shelf, ImmutableSortedDictionary<string, int> bag)
    {
        (Parts, Shelf, Bag) = (parts, shelf, bag);

        // A task is named by what it is: the same order has the same name wherever it was made.
        var content = $"{string.Join("; ", parts.Select(part => $"{part.Item} {part.IsFired} {string.Join(", ", part.Ingredients)}"))}; {Stock.Text(shelf)}; {Stock.Text(bag)}";
        Task = new TaskId($"crafting/{(IsFired ? "fired" : "plain")}/{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(content)))[..12]}");
    }

    /// <summary>The name of the task.</summary>
    public TaskId Task { get; }

    /// <summary>What is ordered, in the order in which it is asked for; a part that is fired comes first.</summary>
    public ImmutableArray<Recipe> Parts { get; }

    /// <summary>Whether a part has to be fired.</summary>
    public bool IsFired => Parts[0].IsFired;

    /// <summary>The raw materials that can be gathered: enough, with little to spare.</summary>
    public ImmutableSortedDictionary<string, int> Shelf { get; }

    /// <summary>What one has at the beginning.</summary>
    public ImmutableSortedDictionary<string, int> Bag { get; }

    /// <summary>Makes an order up.</summary>
    /// <param name="book">Where its recipes stand.</param>
    /// <param name="seed">What it is made from.</param>
    public static Order Generate(RecipeBook book, Seed seed)
    {
        var random = seed.ToStream();
        var fired = book.Recipes.Values.Where(recipe => recipe.IsFired).ToList();
        var plain = book.Recipes.Values.Where(recipe => !recipe.IsFired).ToList();
        ImmutableArray<Recipe> parts;
        ImmutableSortedDictionary<string, int> needs;
        do
        {
            var some = plain.ToArray();
            random.Shuffle<Recipe>(some);
            var isFired = fired.Count > 0 && random.Next(2) == 0;
            parts = isFired
                ? [fired[random.Next(fired.Count)], .. some.Take(1 + random.Next(2))]
                : [.. some.Take(1 + random.Next(3))];
            needs = book.Needs(parts.Select(part => part.Item));
        }
        while (needs.Values.Sum() > (book.Depth * RecipeBook.ThingsPerLevel) + MostFurtherThings);

        var bag = ImmutableSortedDictionary.CreateBuilder<string, int>(StringComparer.Ordinal);
        var shelf = ImmutableSortedDictionary.CreateBuilder<string, int>(StringComparer.Ordinal);
        foreach (var item in book.Raw)
        {
            var count = needs.GetValueOrDefault(item);
            if (count > 0 && random.Next(4) == 0)
            {
                bag[item] = 1;
                count--;
            }

            // A few things to spare, and a few that nobody needs.
            shelf[item] = count + (random.Next(4) == 0 ? 1 : 0);
        }

        return new Order(parts, shelf.ToImmutable(), bag.ToImmutable());
    }
}

/// <summary>Items and how many there are of each.</summary>
internal static class Stock
{
    public static string Text(IEnumerable<KeyValuePair<string, int>> stock)
    {
        var text = string.Join(", ", stock.Where(entry => entry.Value > 0).Select(entry => entry.Value == 1 ? entry.Key : $"{entry.Value} {entry.Key}"));
        return text.Length == 0 ? "nothing" : text;
    }

    public static int Of(this ImmutableSortedDictionary<string, int> stock, string item) => stock.GetValueOrDefault(item);

    public static ImmutableSortedDictionary<string, int> Plus(this ImmutableSortedDictionary<string, int> stock, string item, int count)
    {
        var now = stock.Of(item) + count;
        return now == 0 ? stock.Remove(item) : stock.SetItem(item, now);
    }
}
