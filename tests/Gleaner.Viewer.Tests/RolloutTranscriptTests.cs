using Gleaner.Experiments;
using Gleaner.Runs;
using Gleaner.Viewer.Library;

namespace Gleaner.Viewer.Tests;

public sealed class RolloutTranscriptTests
{
    [Fact]
    public async Task A_rollout_is_written_with_all_that_it_saw()
    {
        using var folder = new TemporaryFolder();
        MadeUpRun.Write(folder.File("run"));
        var id = RolloutTranscript.IdOf("seed-1/EEF", 1, MadeUpRun.Shape().Record(0, 2, 0, 1));

        var text = await WriteAsync(folder.File("run"), id);

        text.ShouldSatisfyAllConditions(
            () => text.ShouldStartWith("madeup/train/000000, student from s2 of made-up-expert: return 0.25, turn limit reached\n"),
            () => text.ShouldContain("      | You are in room 2 of house 0, after 2 steps."),
            () => text.ShouldContain("      | (thinks) I should look around."),
            () => text.Split('\n').Count(line => line.Contains("go[", StringComparison.Ordinal)).ShouldBe(2 + 3));
    }

    [Theory]
    [InlineData("0000000000000000")]
    [InlineData("no id")]
    public async Task A_rollout_that_the_run_does_not_have_is_one_message(string id)
    {
        using var folder = new TemporaryFolder();
        MadeUpRun.Write(folder.File("run"));

        var exception = await Should.ThrowAsync<GleanerException>(() => WriteAsync(folder.File("run"), id));

        exception.Message.ShouldContain($"no rollout '{id}'");
    }

    private static async Task<string> WriteAsync(string run, string id)
    {
        using var output = new StringWriter { NewLine = "\n" };
        await RolloutTranscript.WriteAsync(run, id, new NoWorlds(), new DiskRunFiles(), TimeProvider.System, output, TestContext.Current.CancellationToken);
        return output.ToString();
    }

    private sealed class NoWorlds : IRunWorlds
    {
        public ValueTask<World> OpenAsync(string runFolder, CancellationToken cancellationToken) => throw new GleanerException("No world is needed.");
    }
}
