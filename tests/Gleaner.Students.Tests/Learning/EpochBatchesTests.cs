using Gleaner.Randomness;
using Gleaner.Students.Learning;

namespace Gleaner.Students.Tests.Learning;

public sealed class EpochBatchesTests
{
    private static readonly RenderedSequence[] Sequences =
        [.. Enumerable.Range(0, 7).Select(i => new RenderedSequence([i, i], [0, 1]))];

    [Fact]
    public void Every_pass_has_each_example_once_in_an_order_of_its_own()
    {
        var passes = Draw(new Seed(1)).Chunk(Sequences.Length).ToList();
        passes.Count.ShouldBe(3);
        passes.ShouldAllBe(pass => pass.Order().SequenceEqual(Enumerable.Range(0, 7)));
        passes.Select(pass => string.Join(',', pass)).Distinct().Count().ShouldBe(3);
    }

    [Fact]
    public void The_order_follows_the_seed()
    {
        Draw(new Seed(1)).ShouldBe(Draw(new Seed(1)));
        Draw(new Seed(1)).ShouldNotBe(Draw(new Seed(2)));
    }

    private static List<int> Draw(Seed seed)
    {
        var batches = new EpochBatches<RenderedSequence>(Sequences, new LearningPlan(7, 3, 1e-3, seed));
        return [.. Enumerable.Range(0, 7).SelectMany(step => batches.Of(step)).Select(sequence => sequence.Ids[0])];
    }
}
