using Gleaner.Decoder.Kernels;

namespace Gleaner.Decoder.Training.Projections;

/// <summary>
/// What the dropout masks of a micro-batch follow from. Sequences are counted through a step, so that a batch in parts gets
/// the masks of the whole; the step is counted through a run, so that a resumed one goes on with them.
/// </summary>
internal sealed class DropoutKey(ulong seed)
{
    private ulong step;

    /// <summary>Sequences of the step before this micro-batch.</summary>
    private int before;

    public void Begin(long steps, int sequencesBefore)
    {
        step = Dropout.Mix(Dropout.Mix(0, seed), (ulong)steps);
        before = sequencesBefore;
    }

    /// <summary>The key of a sequence, by its index in the micro-batch.</summary>
    public ulong Of(int index) => Dropout.Mix(step, (ulong)(before + index));
}
