using FsCheck;
using FsCheck.Fluent;
using Gleaner.Reports.Charts;

namespace Gleaner.Reports.Tests.Charts;

public sealed class LabelStackTests
{
    private const double Gap = 14;
    private const double Low = 0;
    private const double High = 300;

    // Up to twenty labels fit between the bounds: 19 gaps of 14 are 266.
    private static readonly Arbitrary<double[]> Places =
        (from count in Gen.Choose(0, 20)
         from places in Gen.Choose(0, 300).ArrayOf(count)
         select places.Select(p => (double)p).ToArray()).ToArbitrary();

    [Fact]
    public void Labels_keep_their_distance_and_order_within_the_bounds() => Prop.ForAll(Places, wanted =>
    {
        var placed = LabelStack.Spread(wanted, Gap, Low, High);
        var sorted = placed.Order().ToArray();
        var apart = sorted.Zip(sorted.Skip(1)).All(p => p.Second - p.First >= Gap - 1e-6);
        var inside = placed.All(p => p >= Low - 1e-6 && p <= High + 1e-6);
        var ordered = Pairs(wanted.Length).All(p => wanted[p.I] >= wanted[p.J] || placed[p.I] < placed[p.J]);
        return placed.Count == wanted.Length && apart && inside && ordered;
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Labels_with_room_stay_where_they_are() =>
        LabelStack.Spread([200, 50, 100], Gap, Low, High).ShouldBe([200.0, 50, 100]);

    [Fact]
    public void Two_labels_at_one_place_part_evenly() =>
        LabelStack.Spread([100, 100], Gap, Low, High).ShouldBe([93.0, 107]);

    private static IEnumerable<(int I, int J)> Pairs(int count) =>
        from i in Enumerable.Range(0, count)
        from j in Enumerable.Range(0, count)
        select (i, j);
}
