using Gleaner.WebShop.Randomness;

namespace Gleaner.WebShop.Generation;

/// <summary>Choices that the generator makes often.</summary>
internal static class RandomChoice
{
    internal static T Pick<T>(this PythonRandom random, IReadOnlyList<T> items) => items[random.Next(items.Count)];

    internal static bool Chance(this PythonRandom random, double probability) => random.NextDouble() < probability;

    /// <summary>Some of the items, in their own order.</summary>
    internal static T[] PickSome<T>(this PythonRandom random, IReadOnlyList<T> items, int count)
    {
        int[] chosen = random.Sample([.. Enumerable.Range(0, items.Count)], Math.Min(count, items.Count));
        Array.Sort(chosen);
        return [.. chosen.Select(i => items[i])];
    }
}
