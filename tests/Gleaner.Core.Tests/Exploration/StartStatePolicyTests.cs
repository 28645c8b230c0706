using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;
using Gleaner.Exploration;
using Gleaner.Rollouts;

namespace Gleaner.Tests.Exploration;

public class StartStatePolicyTests
{
    private static readonly Arbitrary<(int Length, int Count)> Sizes =
        (from length in Gen.Choose(0, 40) from count in Gen.Choose(0, 8) select (length, count)).ToArbitrary();

    [Theory]
    [InlineData(12, 3, new[] { 3, 6, 9 })] // as the paper's where M + 1 divides the length
    [InlineData(10, 5, new[] { 2, 3, 5, 7, 8 })] // the paper's are 1, 2, 3, 4, 5
    [InlineData(4, 5, new[] { 1, 2, 3 })]
    [InlineData(1, 5, new int[0])]
    [InlineData(9, 0, new int[0])]
    public void Rounded(int length, int count, int[] steps) => Choose(new EvenlySpacedRounded(), length, count).ShouldBe(steps);

    [Fact]
    public void Even_spacing_is_the_papers_unless_it_is_rounded_and_all_means_all()
    {
        Choose(new EvenlySpaced(), 10, 5).ShouldBe([1, 2, 3, 4, 5]);
        Choose(new AllStates(), 5, 2).ShouldBe([1, 2, 3, 4]);
        Choose(new AllStates(), 0, 2).ShouldBeEmpty();
    }

    [Fact]
    public void Rounded_states_exist_and_are_as_far_apart_as_they_can_be() => Prop.ForAll(Sizes, size =>
    {
        int[] steps = [0, .. Choose(new EvenlySpacedRounded(), size.Length, size.Count), size.Length];
        var gaps = steps.Zip(steps.Skip(1), (from, to) => to - from).ToList();
        return size.Length <= size.Count || (gaps.Min() > 0 && gaps.Max() - gaps.Min() <= 1 && steps.Length == size.Count + 2);
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));

    [Fact]
    public void Bisecting_takes_the_middle_until_a_state_succeeds_then_both_sides_of_it()
    {
        // v(s) of 16 actions: the expert helps with its action 5 and harms with its action 11.
        var waves = Bisect("FFFFFFSSSSSSFFFF", count: 8);
        waves.Select(wave => string.Join(' ', wave)).ShouldBe(["8", "4 12", "6 10", "5 11"]);
    }

    [Fact]
    public void Bisecting_looks_into_the_widest_gap_where_nothing_succeeds() =>
        Bisect("FFFFFFFFFFFFFFFF", count: 5).SelectMany(wave => wave).ShouldBe([8, 4, 12, 2, 6]);

    [Fact]
    public void Bisecting_asks_for_no_state_twice_even_if_it_cannot_be_reached()
    {
        var asked = ImmutableSortedSet.Create(4);
        Choose(new Bisecting(), 8, 5, "F", asked).ShouldBe([2]);
        Choose(new Bisecting(), 8, 5, "S", asked).ShouldBeEmpty();
    }

    [Fact]
    public void Bisecting_finds_the_one_harmful_action_in_about_log_n_states() => Prop.ForAll(
        (from length in Gen.Choose(2, 120) from harm in Gen.Choose(0, length - 1) select (length, harm)).ToArbitrary(),
        item =>
        {
            var verdicts = new string('S', item.harm + 1) + new string('F', item.length - item.harm - 1);
            var asked = Bisect(verdicts, count: 100).SelectMany(wave => wave).Append(0).Append(item.length).ToHashSet();
            return asked.Contains(item.harm) && asked.Contains(item.harm + 1) && asked.Count - 2 <= Math.Ceiling(Math.Log2(item.length)) + 1;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));

    [Fact]
    public void Bisecting_keeps_to_its_number_of_states() => Prop.ForAll(
        (from verdicts in Gen.Elements('S', 'F').ArrayOf() from count in Gen.Choose(0, 8) select (new string(verdicts), count)).ToArbitrary(),
        item =>
        {
            var asked = Bisect(item.Item1, item.count).SelectMany(wave => wave).ToList();
            return asked.Count <= item.count && asked.Distinct().Count() == asked.Count && asked.All(step => step > 0 && step < item.Item1.Length);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1000));

    /// <summary>The waves in which a trunk of which v(s) is known at every state is explored, s0 with the first.</summary>
    private static List<int[]> Bisect(string verdicts, int count)
    {
        var waves = new List<int[]>();
        var asked = ImmutableSortedSet<int>.Empty;
        var known = "";
        while (Choose(new Bisecting(), verdicts.Length, count, known, asked) is { Length: > 0 } wave)
        {
            waves.Add(wave);
            asked = asked.Union(wave);
            known = verdicts;
        }

        return waves;
    }

    private static int[] Choose(IStartStatePolicy policy, int length, int count, string verdicts = "", ImmutableSortedSet<int>? asked = null)
    {
        var trunk = Trunk.Of(Samples.Failure(length));
        asked ??= [];
        var outcomes = asked.Add(0)
            .Where(step => step < verdicts.Length)
            .Select(step => new RolloutOutcome(trunk.Task, step == 0 ? null : trunk.Name, step, 0, 0, verdicts[step] == 'S'));
        return [.. policy.Choose(new TrunkExploration(TrunkOutcomes.Of(trunk, outcomes, new AnySuccess()), count, asked))];
    }
}
