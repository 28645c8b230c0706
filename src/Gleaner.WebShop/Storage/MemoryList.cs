using System.Collections;

namespace Gleaner.WebShop.Storage;

/// <summary>Values in memory or in a mapped file as a list.</summary>
internal sealed class MemoryList<T>(ReadOnlyMemory<T> values) : IReadOnlyList<T>
{
    public int Count => values.Length;

    public T this[int index] => values.Span[index];

    public IEnumerator<T> GetEnumerator()
    {
        for (var i = 0; i < values.Length; i++)
        {
            yield return values.Span[i];
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}

/// <summary>Items that are made when they are asked for. Only a few places need one twice, and keep it.</summary>
internal sealed class MadeList<T>(int count, Func<int, T> make) : IReadOnlyList<T>
{
    public int Count => count;

    public T this[int index] => (uint)index < (uint)count ? make(index) : throw new ArgumentOutOfRangeException(nameof(index));

    public IEnumerator<T> GetEnumerator()
    {
        for (var i = 0; i < count; i++)
        {
            yield return make(i);
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}

/// <summary>
/// Keeps what was made for numbers 0..count-1, up to a limit: each number has its place, which it shares with others where there are
/// more numbers than places. Thread-safe; a race makes an item twice, which does no harm.
/// </summary>
internal sealed class KeptItems<T>(int count, Func<int, T> make)
    where T : class
{
    private const int MostKept = 1 << 14;

    private readonly Kept?[] _places = new Kept?[Math.Min(count, MostKept)];

    internal T this[int number]
    {
        get
        {
            ref var place = ref _places[number % _places.Length];
            var kept = Volatile.Read(ref place);
            if (kept is null || kept.Number != number)
            {
                kept = new Kept(number, make(number));
                Volatile.Write(ref place, kept);
            }

            return kept.Item;
        }
    }

    private sealed record Kept(int Number, T Item);
}
