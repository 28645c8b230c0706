using Gleaner.Tasks;
using Gleaner.Tests.Toy;

namespace Gleaner.Tests.Tasks;

public class TaskSplitTests
{
    [Fact]
    public void The_hash_is_of_the_tasks_in_order_and_not_of_the_name()
    {
        var split = Split("train", "a", "b");
        // printf 'a\nb\n' | sha256sum
        split.Hash.ShouldBe("911169ddaaf146aff539f58c26c489af3b892dff0fe283c1c264c65ae5aa59a2");
        Split("test", "a", "b").Hash.ShouldBe(split.Hash);
        Split("train", "b", "a").Hash.ShouldNotBe(split.Hash);
        Split("train", "ab").Hash.ShouldNotBe(split.Hash);
    }

    [Fact]
    public void Equality_is_by_name_and_tasks()
    {
        Split("train", "a", "b").ShouldBe(Split("train", "a", "b"));
        Split("train", "a", "b").ShouldNotBe(Split("other", "a", "b"));
        Split("train", "a", "b").ShouldNotBe(Split("train", "b", "a"));
    }

    [Fact]
    public void A_task_occurs_once() =>
        Should.Throw<GleanerException>(() => Split("train", "a", "b", "a")).Message.ShouldBe("Split 'train' holds task a twice.");

    [Theory]
    [InlineData("")]
    [InlineData("../train")]
    [InlineData(".hidden")]
    [InlineData("train set")]
    public void A_name_is_fit_for_a_file(string name) => Should.Throw<GleanerException>(() => Split(name, "a"));

    [Theory]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("a\n")]
    public void A_task_id_has_no_white_space(string value) => Should.Throw<ArgumentException>(() => new TaskId(value));

    [Fact]
    public void Disjoint_splits_pass() => Splits.AssertDisjoint(Split("a", "1", "2"), Split("b", "3"), Split("c", "4", "5"));

    [Fact]
    public void Shared_tasks_are_named() => Should
        .Throw<GleanerException>(() => Splits.AssertDisjoint(Split("train", "1", "2", "3"), Split("dev", "9"), Split("test", "3", "4", "2")))
        .Message.ShouldBe("Splits 'train' and 'test' overlap: they share 2 tasks (2, 3).");

    [Fact]
    public void Shared_groups_are_named() => Should
        .Throw<GleanerException>(() => Splits.AssertDisjoint(
            task => task.Value.Split('/')[0], "product", Split("train", "shoe/1", "hat/1"), Split("test", "hat/2", "hat/3")))
        .Message.ShouldBe("Splits 'train' and 'test' overlap: they share 1 product (hat).");

    [Fact]
    public void A_split_is_kept_in_a_file_whose_hash_must_fit()
    {
        using var folder = new TemporaryFolder();
        var files = new Gleaner.Runs.DiskRunFiles();
        var path = folder.File("train.json");
        Gleaner.Runs.SplitFile.Write(files, path, Split("train", "a", "b"));
        Gleaner.Runs.SplitFile.Read(files, path).ShouldBe(Split("train", "a", "b"));

        File.WriteAllText(path, File.ReadAllText(path).Replace("\"b\"", "\"c\""));

        Should.Throw<GleanerException>(() => Gleaner.Runs.SplitFile.Read(files, path)).Message.ShouldContain("the tasks have been changed");
    }

    private static TaskSplit Split(string name, params string[] tasks) => new(name, [.. tasks.Select(task => new TaskId(task))]);
}
