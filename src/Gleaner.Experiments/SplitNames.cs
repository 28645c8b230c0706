namespace Gleaner.Experiments;

/// <summary>The splits of an experiment by name.</summary>
public static class SplitNames
{
    /// <summary>The tasks that are learnt from.</summary>
    public const string Training = "train";
    /// <summary>The tasks that the best iteration is picked on.</summary>
    public const string Dev = "dev";
    /// <summary>The tasks that results are reported on.</summary>
    public const string Test = "test";
    /// <summary>The test tasks that share content with some training task.</summary>
    public const string Seen = "test-seen";
    /// <summary>The test tasks that share content with no training task.</summary>
    public const string Unseen = "test-unseen";
    /// <summary>Further test tasks that share content with no training task.</summary>
    public const string Disjoint = "disjoint";

    /// <summary>The splits that results are reported on, in the order of columns.</summary>
    public static readonly IReadOnlyList<string> Tests = [Test, Seen, Unseen, Disjoint];

    /// <summary>Names that further test splits cannot have.</summary>
    internal static readonly IReadOnlyList<string> Reserved = [Training, Dev, .. Tests];

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
