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
