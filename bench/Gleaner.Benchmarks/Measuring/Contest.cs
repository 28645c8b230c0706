namespace Gleaner.Benchmarks.Measuring;

/// <summary>Times several sides in turns, ours, peer, ours, peer, so that a change of the machine's mood meets all.</summary>
internal static class Contest
{
    /// <summary>Best of some rounds for each side, after each has run once untimed.</summary>
    /// <param name="rounds">Timed runs of each side.</param>
    /// <param name="ours">Runs ours once.</param>
    /// <param name="peer">Runs the peer once; null where there is none.</param>
    /// <returns>Our best, and the peer's.</returns>
    public static (Timing Ours, Timing? Peer) Run(int rounds, Func<Timing> ours, Func<Timing>? peer)
    {
        var best = Run(rounds, [() => ours(), peer is null ? null : () => peer()]);
        return (best[0]!.Value, best[1]);
    }

    /// <summary>The same for any number of sides; those that are null are absent, and a side that once has no time drops out.</summary>
    public static Timing?[] Run(int rounds, IReadOnlyList<Func<Timing?>?> sides)
    {
        List<Timing>?[] timings = [.. sides.Select(side => side is null ? null : new List<Timing>())];
        for (var round = -1; round < rounds; round++)
        {
            for (var i = 0; i < sides.Count; i++)
            {
                if (timings[i] is not { } kept)
                {
                    continue;
                }

                if (sides[i]!() is not { } timing)
                {
                    timings[i] = null;
                }
                else if (round >= 0)
                {
                    kept.Add(timing);
                }
            }
        }

        return [.. timings.Select(side => side is null ? (Timing?)null : Timing.Best(side))];
    }

    /// <summary>How often to repeat an action so that it takes about some seconds; warms it up on the way.</summary>
    public static int Repeats(Action action, double seconds)
    {
        var times = 1;
        while (true)
        {
            var taken = Timing.Of(() => Repeat(action, times)).ProcessorSeconds;
            if (taken >= seconds / 4)
            {
                return Math.Max(1, (int)(times * seconds / taken));
            }

            times *= 2;
        }
    }

    public static void Repeat(Action action, int times)
    {
        for (var i = 0; i < times; i++)
        {
            action();
        }
    }
}
