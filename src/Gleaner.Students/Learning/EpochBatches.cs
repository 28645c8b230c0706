using Gleaner.Randomness;

namespace Gleaner.Students.Learning;

/// <summary>Batches without repeats within a pass over the data; the rest of a pass goes into the next one's first batch.</summary>
internal sealed class EpochBatches(IReadOnlyList<RenderedSequence> sequences, LearningPlan plan)
{
    private readonly RandomStream _random = plan.Seed.Derive("batches").ToStream();
    private readonly Queue<RenderedSequence> _queue = new();

    private int _next;

    /// <summary>The batch of a step, from 0; steps are asked for in increasing order.</summary>
    public IReadOnlyList<RenderedSequence> Of(int step)
    {
        while (_next < step)
        {
            Next();
        }

        return Next();
    }

    private List<RenderedSequence> Next()
    {
        _next++;
        var batch = new List<RenderedSequence>(plan.BatchSize);
        while (batch.Count < plan.BatchSize)
        {
            if (_queue.Count == 0)
            {
                var order = sequences.ToArray();
                _random.Shuffle<RenderedSequence>(order);
                Array.ForEach(order, _queue.Enqueue);
            }

            batch.Add(_queue.Dequeue());
        }

        return batch;
    }
}
