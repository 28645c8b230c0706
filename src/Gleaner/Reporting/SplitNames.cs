namespace Gleaner.CommandLine.Reporting;

/// <summary>The splits of an experiment by name.</summary>
internal static class SplitNames
{
    public const string Training = "train";
    public const string Dev = "dev";
    public const string Test = "test";
    public const string Seen = "test-seen";
    public const string Unseen = "test-unseen";
    public const string Disjoint = "disjoint";

    /// <summary>The splits that results are reported on, in the order of columns.</summary>
    public static readonly IReadOnlyList<string> Tests = [Test, Seen, Unseen, Disjoint];

    /// <summary>What distinguishes a split, in a sentence.</summary>
    public static string Describe(string split) => split switch
    {
        Test => "All test tasks.",
        Seen => "The test tasks that share content with some training task (WebShop: its product).",
        Unseen => "The test tasks that share content with no training task (WebShop: no product).",
        Disjoint => "Further tasks that share content with no training task (WebShop: no product).",
        _ => "",
    };
}
