namespace Gleaner.Benchmarks.Measuring;

/// <summary>Times two sides in turns, ours, peer, ours, peer, so that a change of the machine's mood meets both.</summary>
internal static class Contest
{
    /// <summary>Best of some rounds for each side, after each has run once untimed.</summary>
    /// <param name="rounds">Timed runs of each side.</param>
    /// <param name="ours">Runs ours once.</param>
    /// <param name="peer">Runs the peer once; null where there is none.</param>
    /// <returns>Our best, and the peer's.</returns>
    public static (Timing Ours, Timing? Peer) Run(int rounds, Func<Timing> ours, Func<Timing>? peer)
    {
        ours();
        peer?.Invoke();
        List<Timing> own = [], other = [];
        for (int round = 0; round < rounds; round++)
        {
            own.Add(ours());
            if (peer is not null)
            {
                other.Add(peer());
            }
        }

        return (Timing.Best(own), peer is null ? null : Timing.Best(other));
    }

    /// <summary>How often to repeat an action so that it takes about some seconds; warms it up on the way.</summary>
    public static int Repeats(Action action, double seconds)
    {
        int times = 1;
        while (true)
        {
            double taken = Timing.Of(() => Repeat(action, times)).ProcessorSeconds;
            if (taken >= seconds / 4)
            {
                return Math.Max(1, (int)(times * seconds / taken));
            }

            times *= 2;
        }
    }

    public static void Repeat(Action action, int times)
    {
        for (int i = 0; i < times; i++)
        {
            action();
        }
    }
}
