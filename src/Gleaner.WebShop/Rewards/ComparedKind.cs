using System.Collections.Frozen;
using Gleaner.WebShop.Catalogue;
using Gleaner.WebShop.Text;

namespace Gleaner.WebShop.Rewards;

/// <summary>What tells a product's kind, prepared for comparing. Immutable.</summary>
internal sealed class ComparedKind
{
    private readonly FrozenSet<string> _categories;
    private readonly FrozenSet<string> _nouns;

    internal ComparedKind(Product product, IReadOnlyList<string> titleNouns)
    {
        Query = product.Query;
        NounCount = titleNouns.Count;
        _categories = product.ProductCategory.Split('\u203A').Select(PythonStrings.Strip).ToFrozenSet(StringComparer.Ordinal);
        _nouns = titleNouns.ToFrozenSet(StringComparer.Ordinal);
    }

    /// <summary>The search of the original shop that found it.</summary>
    internal string Query { get; }

    /// <summary>Nouns of its title, with repeats.</summary>
    internal int NounCount { get; }

    internal int CountSharedCategories(ComparedKind other) => CountShared(_categories, other._categories);

    internal int CountSharedNouns(ComparedKind other) => CountShared(_nouns, other._nouns);

    private static int CountShared(FrozenSet<string> left, FrozenSet<string> right)
    {
        if (ReferenceEquals(left, right))
        {
            return left.Count;
        }

        var shared = 0;
        foreach (var item in left)
        {
            shared += right.Contains(item) ? 1 : 0;
        }

        return shared;
    }
}

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
