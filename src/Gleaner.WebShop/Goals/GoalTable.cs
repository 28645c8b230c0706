using System.Runtime.InteropServices;
using Gleaner.WebShop.Randomness;

namespace Gleaner.WebShop.Goals;

/// <summary>
/// All goals of a catalogue as numbers, in memory or mapped from a file: enough to make any goal when it is asked for. Immutable.
/// </summary>
internal sealed record GoalTable
{
    /// <summary>The goals in the order of the products, in groups that differ in options or bounds alone.</summary>
    internal required ReadOnlyMemory<GoalGroup> Groups { get; init; }

    /// <summary>By number of a goal: its place in the order of the products.</summary>
    internal required ReadOnlyMemory<int> Places { get; init; }

    /// <summary>By number of a goal: its content hash.</summary>
    internal required ReadOnlyMemory<ulong> Hashes { get; init; }

    /// <summary>The numbers of all goals, ordered by hash, then number.</summary>
    internal required ReadOnlyMemory<int> ByHash { get; init; }

    internal int Count => Places.Length;

    /// <summary>The group of a goal, and the goal's place in it.</summary>
    internal (GoalGroup Group, int Place) Find(int number)
    {
        var place = Places.Span[number];
        var groups = Groups.Span;
        var (low, high) = (0, groups.Length - 1);
        while (low < high)
        {
            var middle = (low + high + 1) >>> 1;
            (low, high) = groups[middle].First <= place ? (middle, high) : (low, middle - 1);
        }

        var found = (groups[low], place - groups[low].First);
        GC.KeepAlive(this);
        return found;
    }

    /// <summary>The first number with a content hash, or -1.</summary>
    internal int IndexOf(ulong hash)
    {
        var hashes = Hashes.Span;
        var order = ByHash.Span;
        var (low, high) = (0, order.Length);
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            (low, high) = hashes[order[middle]] < hash ? (middle + 1, high) : (low, middle);
        }

        var found = low < order.Length && hashes[order[low]] == hash ? order[low] : -1;
        GC.KeepAlive(this);
        return found;
    }

    /// <summary>Numbers goals as the original's shuffle does.</summary>
    /// <param name="groups">The goals in the order of the products.</param>
    /// <param name="hashes">The content hash of each.</param>
    /// <param name="shuffleSeed">Seed of the shuffle; null leaves the order.</param>
    internal static GoalTable Of(GoalGroup[] groups, ulong[] hashes, ulong? shuffleSeed)
    {
        int[] places = [.. Enumerable.Range(0, hashes.Length)];
        if (shuffleSeed is { } seed)
        {
            new PythonRandom(seed).Shuffle<int>(places);
        }

        var byNumber = new ulong[hashes.Length];
        for (var number = 0; number < places.Length; number++)
        {
            byNumber[number] = hashes[places[number]];
        }

        return new GoalTable { Groups = groups, Places = places, Hashes = byNumber, ByHash = Ordered(byNumber) };
    }

    private static int[] Ordered(ulong[] hashes)
    {
        ulong[] keys = [.. hashes];
        int[] numbers = [.. Enumerable.Range(0, hashes.Length)];
        Array.Sort(keys, numbers);
        for (int start = 0, end; start < keys.Length; start = end)
        {
            for (end = start + 1; end < keys.Length && keys[end] == keys[start];)
            {
                end++;
            }

            numbers.AsSpan(start, end - start).Sort();
        }

        return numbers;
    }
}

/// <summary>Goals of one product and one wording.</summary>
/// <param name="Product">The product's position.</param>
/// <param name="Instruction">Which of the product's instructions by people, or -1 for its own.</param>
/// <param name="First">Place of the first of them in the order of the products.</param>
/// <param name="Count">How many they are.</param>
/// <param name="Bound">Their price bound; NaN where each has its own.</param>
/// <param name="Weight">Weight with which each of them is drawn.</param>
[StructLayout(LayoutKind.Sequential, Pack = 8)]
internal readonly record struct GoalGroup(int Product, int Instruction, int First, int Count, double Bound, double Weight);
