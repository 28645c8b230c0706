using FsCheck;
using FsCheck.Fluent;
using Gleaner.Runs;
using Gleaner.Tasks;

namespace Gleaner.Tests.Runs;

public sealed class SharedStartsTests
{
    [Fact]
    public void Tasks_of_one_split_may_begin_alike()
    {
        var shared = SharedStarts.Of([("train", Starts("a=1", "b=1")), ("test", Starts("c=2", "d=2"))]);

        shared.Any.ShouldBeFalse();
        shared.ToString().ShouldBeEmpty();
    }

    [Fact]
    public void Pairs_across_splits_are_counted_and_the_first_are_named()
    {
        var shared = SharedStarts.Of(
        [
            ("train", Starts("a=1", "b=1", "c=2", "d=3")),
            ("dev", Starts("e=3")),
            ("test", Starts("f=1", "g=2", "h=4", "i=3")),
        ]);

        shared.Pairs.ShouldBe([("train", "dev", 1L), ("train", "test", 4L), ("dev", "test", 1L)]);
        shared.Found.ShouldBe(
            "1 pair of tasks in train and dev, 4 pairs of tasks in train and test, 1 pair of tasks in dev and test begin with the same observation: "
            + "d (train) and e (dev); a (train) and f (test); b (train) and f (test); …");
        shared.ToString().ShouldEndWith("take one of each pair out of 'tasks'.");
    }

    [Fact]
    public void An_environment_in_which_all_begin_alike_is_told_at_once()
    {
        var shared = SharedStarts.Of([("train", Many("t", 2_000)), ("test", Many("s", 1_000))]);

        shared.Pairs.ShouldBe([("train", "test", 2_000_000L)]);
        shared.Examples.Length.ShouldBe(SharedStarts.MostExamples);

        static (TaskId, string)[] Many(string name, int count) => [.. Enumerable.Range(0, count).Select(i => (new TaskId($"{name}/{i}"), "Go."))];
    }

    [Fact]
    public void The_counts_are_those_of_a_comparison_of_each_with_each() => Prop.ForAll<byte[], byte[]>((train, test) =>
    {
        train ??= [];
        test ??= [];
        var pairs = train.Sum(a => test.LongCount(b => a % 8 == b % 8));
        var shared = SharedStarts.Of([("train", Numbered("a", train)), ("test", Numbered("b", test))]);
        return shared.Pairs.Sum(item => item.Pairs) == pairs && shared.Examples.Length == Math.Min(pairs, SharedStarts.MostExamples) && shared.Any == pairs > 0;

        static (TaskId, string)[] Numbered(string name, byte[] starts) => [.. starts.Select((start, i) => (new TaskId($"{name}/{i}"), $"{start % 8}"))];
    }).QuickCheckThrowOnFailure();

    private static (TaskId, string)[] Starts(params string[] starts) => [.. starts.Select(start => (new TaskId(start.Split('=')[0]), start.Split('=')[1]))];
}
