namespace Gleaner.Rollouts;

/// <summary>
/// Requests that wait for a worker, by task: rollouts of one task start together in one session, which can then share what
/// they have in common. Thread-safe.
/// </summary>
internal sealed class RolloutQueue
{
    private readonly Lock _gate = new();
    private readonly Queue<int[]> _groups;

    /// <param name="requests">The requests; indices into them are handed out.</param>
    /// <param name="largest">The most requests in a group, at least 1.</param>
    public RolloutQueue(IReadOnlyList<RolloutRequest> requests, int largest) =>
        _groups = new Queue<int[]>(Enumerable.Range(0, requests.Count)
            .GroupBy(index => requests[index].Start.Task)
            .SelectMany(task => task.Chunk(largest)));

    /// <summary>Takes the next group if it fits into the room that a worker has.</summary>
    /// <returns>The indices of its requests; none if the queue is empty or the group does not fit.</returns>
    public IReadOnlyList<int> Take(int room)
    {
        lock (_gate)
        {
            return _groups.TryPeek(out var group) && group.Length <= room ? _groups.Dequeue() : [];
        }
    }
}
