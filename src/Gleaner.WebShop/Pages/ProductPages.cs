using System.Collections.Frozen;
using System.Collections.Immutable;
using Gleaner.WebShop.Catalogue;
using Gleaner.WebShop.Text;

namespace Gleaner.WebShop.Pages;

/// <summary>All that pages print of one product, prepared once: the parts that no session changes.</summary>
internal sealed class ProductPages
{
    private readonly bool _showAttributes;
    private readonly ImmutableArray<PageNode>[] _details = new ImmutableArray<PageNode>[4];
    private readonly string?[] _detailsText = new string?[4];

    internal ProductPages(Product product, bool showAttributes)
    {
        _showAttributes = showAttributes;
        Product = product;
        PriceTag = Catalogue.PriceTag.Format(product.Prices);
        AsinClick = PythonStrings.Lower(product.Asin);
        ResultNodes = BuildResultNodes();
        ResultText = PageNode.Tail(ResultNodes);
        ItemNodes = BuildItemNodes();
        ItemText = PageNode.Tail(ItemNodes);
        (ItemClickables, OptionGroups) = BuildClickables();
    }

    internal Product Product { get; }

    internal string PriceTag { get; }

    /// <summary>The product link as an argument of <c>click[...]</c>.</summary>
    internal string AsinClick { get; }

    internal ImmutableArray<PageNode> ResultNodes { get; }

    /// <summary>The product's line of a results page in mode <c>text</c>, separator in front.</summary>
    internal string ResultText { get; }

    /// <summary>The item page after the instruction.</summary>
    internal ImmutableArray<PageNode> ItemNodes { get; }

    internal string ItemText { get; }

    internal ImmutableArray<string> ItemClickables { get; }

    /// <summary>For each clickable of the item page the option group that it selects in, or -1 for a button.</summary>
    internal FrozenDictionary<string, int> OptionGroups { get; }

    /// <summary>A sub page after the instruction.</summary>
    internal ImmutableArray<PageNode> DetailsNodes(DetailsKind kind)
    {
        ref var nodes = ref _details[(int)kind];
        if (nodes.IsDefault)
        {
            nodes = BuildDetailsNodes(kind);
        }

        return nodes;
    }

    internal string DetailsText(DetailsKind kind) => _detailsText[(int)kind] ??= PageNode.Tail(DetailsNodes(kind));

    /// <summary>The text nodes of a sub page without its buttons.</summary>
    internal ImmutableArray<string> DetailsLines(DetailsKind kind) =>
        [.. DetailsNodes(kind).Where(node => node.Kind == NodeKind.Text).Select(node => node.Text)];

    private ImmutableArray<PageNode> BuildResultNodes()
    {
        var nodes = ImmutableArray.CreateBuilder<PageNode>(3);
        PageNode.Add(nodes, NodeKind.ProductLink, Product.Asin);
        PageNode.Add(nodes, NodeKind.Text, Product.Title);
        PageNode.Add(nodes, NodeKind.Text, PriceTag);
        return nodes.DrainToImmutable();
    }

    private ImmutableArray<PageNode> BuildItemNodes()
    {
        var nodes = ImmutableArray.CreateBuilder<PageNode>();
        AddNavigation(nodes);
        foreach (var option in Product.Options)
        {
            PageNode.Add(nodes, NodeKind.Text, option.Name);
            foreach (var value in option.Values)
            {
                PageNode.Add(nodes, NodeKind.Option, value);
            }
        }

        PageNode.Add(nodes, NodeKind.Text, Product.Title);
        PageNode.Add(nodes, NodeKind.Text, "Price: " + PriceTag);
        PageNode.Add(nodes, NodeKind.Text, "Rating: N.A.");
        foreach (var kind in DetailsButtons())
        {
            PageNode.Add(nodes, NodeKind.Button, PageLabels.Label(kind));
        }

        PageNode.Add(nodes, NodeKind.Button, PageLabels.BuyNow);
        return nodes.DrainToImmutable();
    }

    private ImmutableArray<PageNode> BuildDetailsNodes(DetailsKind kind)
    {
        var nodes = ImmutableArray.CreateBuilder<PageNode>();
        AddNavigation(nodes);
        switch (kind)
        {
            case DetailsKind.Description:
                PageNode.Add(nodes, NodeKind.Text, Product.Description);
                break;
            case DetailsKind.Features:
                AddList(nodes, Product.BulletPoints);
                break;
            case DetailsKind.Attributes:
                AddList(nodes, Product.Attributes);
                PageNode.Add(nodes, NodeKind.Text, Product.Category);
                PageNode.Add(nodes, NodeKind.Text, Product.Query);
                PageNode.Add(nodes, NodeKind.Text, Product.ProductCategory);
                break;
        }

        return nodes.DrainToImmutable();
    }

    // The original's lists put a blank in front of each entry, so an empty entry is still a node.
    private static void AddList(ImmutableArray<PageNode>.Builder nodes, ImmutableArray<string> entries)
    {
        foreach (var entry in entries)
        {
            PageNode.Add(nodes, NodeKind.Text, " " + entry);
        }
    }

    private static void AddNavigation(ImmutableArray<PageNode>.Builder nodes)
    {
        nodes.Add(new PageNode(NodeKind.Button, PageLabels.BackToSearch));
        nodes.Add(new PageNode(NodeKind.Button, PageLabels.Previous));
    }

    private IEnumerable<DetailsKind> DetailsButtons() => _showAttributes
        ? [DetailsKind.Description, DetailsKind.Features, DetailsKind.Reviews, DetailsKind.Attributes]
        : [DetailsKind.Description, DetailsKind.Features, DetailsKind.Reviews];

    // As in a Python dict: a repeated key keeps its place and takes the later target.
    private (ImmutableArray<string> Clickables, FrozenDictionary<string, int> Groups) BuildClickables()
    {
        var targets = new OrderedDictionary<string, int>(StringComparer.Ordinal)
        {
            [PageLabels.BackToSearchClick] = -1,
            [PageLabels.PreviousClick] = -1,
        };
        foreach (var kind in DetailsButtons())
        {
            targets[PageLabels.Click(kind)] = -1;
        }

        targets[PageLabels.BuyNowClick] = -1;
        for (var group = 0; group < Product.Options.Length; group++)
        {
            foreach (var value in Product.Options[group].Values)
            {
                targets[value] = group;
            }
        }

        return ([.. targets.Keys], targets.ToFrozenDictionary(StringComparer.Ordinal));
    }
}
