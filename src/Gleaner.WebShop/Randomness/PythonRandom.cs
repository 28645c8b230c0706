namespace Gleaner.WebShop.Randomness;

/// <summary>
/// The random stream of CPython's <c>random</c> module (MT19937; Matsumoto and Nishimura 1998), draw for draw, so that goal
/// orders and price bounds of the original environment can be reproduced. Not for secrets. Not thread-safe.
/// </summary>
public sealed class PythonRandom
{
    private const int StateLength = 624;
    private const int Middle = 397;
    private readonly uint[] _state = new uint[StateLength];
    private int _next;

    /// <summary>The stream after <c>random.seed(seed)</c>.</summary>
    public PythonRandom(ulong seed)
    {
        Span<uint> key = [(uint)seed, (uint)(seed >> 32)];
        InitialiseByArray(key[1] == 0 ? key[..1] : key);
    }

    /// <summary>A copy that continues at the same place, independently.</summary>
    public PythonRandom(PythonRandom other)
    {
        ArgumentNullException.ThrowIfNull(other);
        other._state.CopyTo(_state, 0);
        _next = other._next;
    }

    /// <summary><c>random.random()</c>: uniform in [0, 1) with 53 bits.</summary>
    public double NextDouble()
    {
        var high = NextUInt32() >> 5;
        var low = NextUInt32() >> 6;
        return (high * 67108864.0 + low) * (1.0 / 9007199254740992.0);
    }

    /// <summary><c>random.uniform(low, high)</c>; <paramref name="high"/> may be below <paramref name="low"/>.</summary>
    public double Uniform(double low, double high) => low + (high - low) * NextDouble();

    /// <summary><c>random.getrandbits(count)</c>.</summary>
    /// <param name="count">Number of bits, 1..64.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is outside 1..64.</exception>
    public ulong NextBits(int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, 64);
        if (count <= 32)
        {
            return NextUInt32() >> (32 - count);
        }

        ulong low = NextUInt32();
        return low | ((ulong)(NextUInt32() >> (64 - count)) << 32);
    }

    /// <summary><c>random.randrange(bound)</c>: uniform in 0..<paramref name="bound"/>-1, by rejection.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="bound"/> is not positive.</exception>
    public int Next(int bound)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bound);
        var bits = 32 - int.LeadingZeroCount(bound);
        ulong drawn;
        do
        {
            drawn = NextBits(bits);
        }
        while (drawn >= (ulong)bound);

        return (int)drawn;
    }

    /// <summary><c>random.shuffle(items)</c>, in place.</summary>
    public void Shuffle<T>(Span<T> items)
    {
        for (var i = items.Length - 1; i > 0; i--)
        {
            var j = Next(i + 1);
            (items[i], items[j]) = (items[j], items[i]);
        }
    }

    /// <summary><c>random.sample(items, count)</c>: distinct positions in random order.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is negative or above the number of items.</exception>
    public T[] Sample<T>(IReadOnlyList<T> items, int count)
    {
        ArgumentNullException.ThrowIfNull(items);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, items.Count);
        return items.Count <= PoolLimit(count) ? SampleFromPool(items, count) : SampleBySet(items, count);
    }

    /// <summary><c>random.choices(items, k=count)</c>: with repetition, equal weights.</summary>
    public T[] Choices<T>(ReadOnlySpan<T> items, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        var chosen = new T[count];
        for (var i = 0; i < count; i++)
        {
            chosen[i] = items[(int)Math.Floor(NextDouble() * items.Length)];
        }

        return chosen;
    }

    /// <summary><c>random.choices(range(len(weights)), weights)[0]</c>: an index drawn by weight.</summary>
    /// <param name="weights">Not negative, with a positive sum.</param>
    public int ChooseIndex(ReadOnlySpan<double> weights)
    {
        var cumulative = weights.Length <= 64 ? stackalloc double[weights.Length] : new double[weights.Length];
        double total = 0;
        for (var i = 0; i < weights.Length; i++)
        {
            cumulative[i] = total += weights[i];
        }

        var position = NextDouble() * total;
        var index = 0;
        while (index < weights.Length - 1 && cumulative[index] <= position)
        {
            index++;
        }

        return index;
    }

    // CPython: the set method pays once the pool outgrows a set of this size.
    private static int PoolLimit(int count)
    {
        var limit = 21;
        if (count > 5)
        {
            var power = 1;
            while (power < count * 3L)
            {
                power *= 4;
            }

            limit += power;
        }

        return limit;
    }

    private T[] SampleFromPool<T>(IReadOnlyList<T> items, int count)
    {
        T[] pool = [.. items];
        var chosen = new T[count];
        for (var i = 0; i < count; i++)
        {
            var j = Next(pool.Length - i);
            chosen[i] = pool[j];
            pool[j] = pool[pool.Length - i - 1];
        }

        return chosen;
    }

    private T[] SampleBySet<T>(IReadOnlyList<T> items, int count)
    {
        var seen = new HashSet<int>(count);
        var chosen = new T[count];
        for (var i = 0; i < count; i++)
        {
            int j;
            do
            {
                j = Next(items.Count);
            }
            while (!seen.Add(j));

            chosen[i] = items[j];
        }

        return chosen;
    }

    private void Initialise(uint seed)
    {
        _state[0] = seed;
        for (var i = 1; i < StateLength; i++)
        {
            _state[i] = 1812433253u * (_state[i - 1] ^ (_state[i - 1] >> 30)) + (uint)i;
        }
    }

    private void InitialiseByArray(ReadOnlySpan<uint> key)
    {
        Initialise(19650218u);
        var i = 1;
        var j = 0;
        for (var k = Math.Max(StateLength, key.Length); k > 0; k--)
        {
            _state[i] = (_state[i] ^ ((_state[i - 1] ^ (_state[i - 1] >> 30)) * 1664525u)) + key[j] + (uint)j;
            Advance(ref i);
            j = (j + 1) % key.Length;
        }

        for (var k = StateLength - 1; k > 0; k--)
        {
            _state[i] = (_state[i] ^ ((_state[i - 1] ^ (_state[i - 1] >> 30)) * 1566083941u)) - (uint)i;
            Advance(ref i);
        }

        _state[0] = 0x80000000u;
        _next = StateLength;
    }

    private void Advance(ref int i)
    {
        if (++i >= StateLength)
        {
            _state[0] = _state[StateLength - 1];
            i = 1;
        }
    }

    private uint NextUInt32()
    {
        if (_next >= StateLength)
        {
            Regenerate();
        }

        var y = _state[_next++];
        y ^= y >> 11;
        y ^= (y << 7) & 0x9d2c5680u;
        y ^= (y << 15) & 0xefc60000u;
        return y ^ (y >> 18);
    }

    private void Regenerate()
    {
        for (var k = 0; k < StateLength; k++)
        {
            var y = (_state[k] & 0x80000000u) | (_state[(k + 1) % StateLength] & 0x7fffffffu);
            _state[k] = _state[(k + Middle) % StateLength] ^ (y >> 1) ^ ((y & 1) == 0 ? 0u : 0x9908b0dfu);
        }

        _next = 0;
    }
}
