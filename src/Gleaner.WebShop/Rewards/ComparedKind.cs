using System.Collections.Frozen;
using Gleaner.WebShop.Catalogue;
using Gleaner.WebShop.Text;

namespace Gleaner.WebShop.Rewards;

/// <summary>What tells a product's kind, prepared for comparing. Immutable.</summary>
internal sealed class ComparedKind
{
    private readonly FrozenSet<string> categories;
    private readonly FrozenSet<string> nouns;

    internal ComparedKind(Product product, IReadOnlyList<string> titleNouns)
    {
        Query = product.Query;
        NounCount = titleNouns.Count;
        categories = product.ProductCategory.Split('\u203A').Select(PythonStrings.Strip).ToFrozenSet(StringComparer.Ordinal);
        nouns = titleNouns.ToFrozenSet(StringComparer.Ordinal);
    }

    /// <summary>The search of the original shop that found it.</summary>
    internal string Query { get; }

    /// <summary>Nouns of its title, with repeats.</summary>
    internal int NounCount { get; }

    internal int CountSharedCategories(ComparedKind other) => CountShared(categories, other.categories);

    internal int CountSharedNouns(ComparedKind other) => CountShared(nouns, other.nouns);

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
