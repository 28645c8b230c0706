namespace Gleaner.WebShop.Storage;

/// <summary>
/// Keeps what was made for keys, up to a limit: each key has its place, which it shares with others where there are more keys than places.
/// Thread-safe; a race makes an item twice, which does no harm.
/// </summary>
/// <param name="keys">How many keys there are, at most; places are made for all of them up to <see cref="MostKept"/>.</param>
/// <param name="make">Makes the item of a key; always an equal one.</param>
internal sealed class KeptItems<TKey, T>(int keys, Func<TKey, T> make)
    where TKey : notnull, IEquatable<TKey>
    where T : class
{
    /// <summary>The most items kept.</summary>
    internal const int MostKept = 1 << 14;

    private readonly Kept?[] _places = new Kept?[Math.Clamp(keys, 1, MostKept)];

    internal T this[TKey key]
    {
        get
        {
            ref var place = ref _places[(uint)key.GetHashCode() % (uint)_places.Length];
            var kept = Volatile.Read(ref place);
            if (kept is null || !kept.Key.Equals(key))
            {
                kept = new Kept(key, make(key));
                Volatile.Write(ref place, kept);
            }

            return kept.Item;
        }
    }

    private sealed record Kept(TKey Key, T Item);
}
