using Gleaner.Formats.Imports;
using Gleaner.Trainers.Tests;
using Gleaner.WebShop;
using Gleaner.WebShop.Catalogue;
using Gleaner.WebShop.Goals;
using Gleaner.WebShop.Import;
using Gleaner.WebShop.Pages;
using Gleaner.WebShop.Sessions;

namespace Gleaner.Formats.Tests.Imports;

/// <summary>All recorded runs of WebShop that there are; they are no part of the repository.</summary>
[Trait("Category", "Oracle")]
public sealed class RealRecordingTests
{
    [Theory]
    [InlineData("react_text_davinci_002_cell7", 500, 500, 179)]
    [InlineData("acss_gpt41mini_100", 100, 100, 24)]
    [InlineData("acss_gpt4o_20", 20, 20, 6)]
    [InlineData("acss_gpt5mini_10", 10, 10, 0)]
    [InlineData("acss_qwen3_8b_3", 3, 3, 1)]
    [InlineData("acss_qwen3_8b_508_successes", 508, 508, 508)]
    [InlineData("acss_il_baseline_1kindex_20", 20, 20, 1)]
    [InlineData("human_mturk_9", 9, 0, 0)]
    public void Every_run_is_kept_or_refused_for_a_reason(string name, int read, int kept, int won)
    {
        var counts = Count(new WebShopImporter().Read([FileOf(name)], new ImportSettings { Tasks = new WebShopTaskNames() }));

        (counts.Read, counts.Kept, counts.FullReturns).ShouldBe((read, kept, won));
        counts.Refused.Values.Sum().ShouldBe(read - kept);
    }

    [Fact]
    public void Tasks_that_read_as_a_goal_of_the_catalogue_are_that_goal_and_play_as_recorded()
    {
        var goals = new GoalList(ProductCatalogue.Load(Path.Combine(Root(), "catalogue")));
        var shop = new WebShopEnvironment(goals, new ShopSettings { Mode = ObservationMode.Text });
        var settings = new ImportSettings { Tasks = new WebShopTaskNames(goals) };

        var counts = Count(new WebShopImporter().Read([FileOf("agenttraj_l_1k_text")], settings).Select(entry => ImportedRunReplay.Complete(entry, shop)));

        // The price bounds of the others were drawn from a random stream without a seed: no goal here has them.
        (counts.Read, counts.Kept, counts.KnownTasks, counts.Replayed, counts.MissingLast).ShouldBe((803, 803, 245, 245, 558));
        counts.Thoughts.ShouldBe(counts.Turns);
    }

    private static ImportCounts Count(IEnumerable<ImportEntry> entries) => entries.Aggregate(ImportCounts.None, (sum, entry) => sum.Add(entry));

    private static string FileOf(string name) => Path.Combine(Root(), "trajectories", $"{name}.jsonl");

    private static string Root()
    {
        var folder = Environment.GetEnvironmentVariable("WEBSHOP_DATA")
            ?? Path.GetFullPath(Path.Combine(Repository.Root, "..", "shared", "webshop"));
        Assert.SkipUnless(Directory.Exists(folder), $"no real WebShop data at {folder}; WEBSHOP_DATA names another place");
        return folder;
    }
}
