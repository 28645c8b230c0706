using Gleaner.Randomness;

namespace Gleaner.Students.Learning;

/// <summary>Batches without repeats within a pass over the data; the rest of a pass goes into the next one's first batch.</summary>
/// <param name="items">The data; none are asked for if there is none.</param>
/// <param name="plan">The size of a batch, and the seed.</param>
/// <param name="purpose">Tells the orders of several kinds of data in one training apart.</param>
internal sealed class EpochBatches<T>(IReadOnlyList<T> items, LearningPlan plan, string purpose = "batches")
{
    private readonly RandomStream _random = plan.Seed.Derive(purpose).ToStream();
    private readonly Queue<T> _queue = new();

    private int _next;

    /// <summary>The batch of a step, from 0; steps are asked for in increasing order.</summary>
    public IReadOnlyList<T> Of(int step)
    {
        while (_next < step)
        {
            Next();
        }

        return Next();
    }

    private List<T> Next()
    {
        _next++;
        var batch = new List<T>(plan.BatchSize);
        while (batch.Count < plan.BatchSize)
        {
            if (_queue.Count == 0)
            {
                var order = items.ToArray();
                _random.Shuffle<T>(order);
                Array.ForEach(order, _queue.Enqueue);
            }

            batch.Add(_queue.Dequeue());
        }

        return batch;
    }
}
