namespace Gleaner.WebShop.Rewards;

/// <summary>How near the kind of a bought product is to that of the wanted one.</summary>
/// <param name="Type">The factor on the reward: 0, 0.1, 0.5 or 1.</param>
/// <param name="Query">Same search of the original shop.</param>
/// <param name="Category">Two shared parts of the category paths.</param>
/// <param name="TitleScore">Distinct shared nouns by all nouns of the wanted title, repeats counted.</param>
internal readonly record struct KindMatch(double Type, bool Query, bool Category, double TitleScore)
{
    private const double ScoreWithoutNouns = 0.2;
    private const double SameKindAbove = 0.2;
    private const double HardlyRelatedBelow = 0.1;

    internal static KindMatch Of(ComparedKind wanted, ComparedKind bought)
    {
        var query = wanted.Query == bought.Query;
        var category = wanted.CountSharedCategories(bought) >= 2;
        var score = wanted.NounCount == 0 ? ScoreWithoutNouns : wanted.CountSharedNouns(bought) / (double)wanted.NounCount;
        return new KindMatch(TypeOf(query || category, score), query, category, score);
    }

    private static double TypeOf(bool related, double score) =>
        score == 0 ? 0
        : score < HardlyRelatedBelow ? 0.1
        : related || score > SameKindAbove ? 1
        : 0.5;
}
