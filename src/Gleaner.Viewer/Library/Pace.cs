namespace Gleaner.Viewer.Library;

/// <summary>How fast a count grows, as seen over the last two minutes.</summary>
/// <param name="time">The clock.</param>
internal sealed class Pace(TimeProvider time)
{
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Least = TimeSpan.FromSeconds(5);

    private readonly Lock _looking = new();
    private readonly Queue<(long At, long Count)> _seen = new();

    /// <summary>Takes what the count is now.</summary>
    /// <returns>Its growth a second; null while too little has been seen of it.</returns>
    public double? Observe(long count)
    {
        lock (_looking)
        {
            if (_seen.Count > 0 && count < _seen.Peek().Count)
            {
                _seen.Clear();
            }

            _seen.Enqueue((time.GetTimestamp(), count));
            while (_seen.Count > 2 && time.GetElapsedTime(_seen.Peek().At) > Window)
            {
                _seen.Dequeue();
            }

            var (since, before) = _seen.Peek();
            var elapsed = time.GetElapsedTime(since);
            return elapsed < Least ? null : (count - before) / elapsed.TotalSeconds;
        }
    }
}
