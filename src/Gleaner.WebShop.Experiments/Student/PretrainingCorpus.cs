using System.Collections.Immutable;
using Gleaner.Randomness;
using Gleaner.Students;
using Gleaner.Students.Views;
using Gleaner.WebShop.Catalogue;
using Gleaner.WebShop.Pages;

namespace Gleaner.WebShop.Student;

/// <summary>
/// Makes self-supervised sequences of a catalogue's pages, endlessly. Which lines a made-up search leads to is asked of the
/// shop's own search.
/// </summary>
/// <param name="view">The student's view of pages: the same tokens as in rollouts.</param>
/// <param name="products">What pages show of the products.</param>
/// <param name="search">The shop's search: words → the first page of results.</param>
/// <param name="mix">Shares of the parts.</param>
/// <param name="context">Longest sequence that the student can be trained on, in tokens.</param>
internal sealed class PretrainingCorpus(
    WebShopView view, IReadOnlyList<ShownProduct> products, Func<IReadOnlyList<string>, IReadOnlyList<ShownProduct>> search, PretrainingMix mix,
    int context)
{
    private const int LongestUseful = 256;

    /// <summary>Products asked in vain until it is certain that the catalogue has nothing for the mix.</summary>
    private const int MaxAttempts = 10_000;

    // Text has many tokens in a sequence and a product's link one, yet it is the link that decides about a purchase.
    private const float TextWeight = 0.25f;
    private const float QueryWeight = 1;
    private const float LinkWeight = 2;

    /// <summary>Longest sequence, in tokens; longer ones are cut.</summary>
    private int MaxLength => Math.Min(LongestUseful, context);

    /// <summary>Draws a sequence.</summary>
    /// <exception cref="GleanerException">The mix has no part that the catalogue's products can fill.</exception>
    public RenderedSequence Draw(RandomStream random)
    {
        for (var attempt = 0; attempt < MaxAttempts; attempt++)
        {
            var product = products[random.Next(products.Count)];
            if (TryDraw(product, random) is { } sequence && sequence.Weights.Any(weight => weight > 0))
            {
                return sequence;
            }
        }

        throw new GleanerException(
            $"Pre-training found nothing to learn in {MaxAttempts} draws from {products.Count} products with {mix}. Give a share to parts that need no options, or skip pre-training.");
    }

    private RenderedSequence? TryDraw(ShownProduct product, RandomStream random)
    {
        var lot = random.NextDouble() * (mix.Text + mix.Identify + mix.Choose + mix.Values + mix.Search + mix.Trip);
        return (lot -= mix.Text) < 0 ? Text(product, random)
            : (lot -= mix.Identify) < 0 ? Identify(product, random)
            : (lot -= mix.Choose) < 0 ? Choose(product, random)
            : (lot -= mix.Values) < 0 ? Values(product, random)
            : (lot - mix.Search) < 0 ? Search(product, random)
            : Trip(product, random);
    }

    private RenderedSequence Text(ShownProduct product, RandomStream random)
    {
        var builder = new SequenceBuilder();
        view.Vocabulary.Subwords.Encode(TextFragments.Draw(product, 6, 30, random), builder.Ids);
        return builder.Mark(TextWeight).Build(MaxLength);
    }

    private RenderedSequence Identify(ShownProduct product, RandomStream random)
    {
        var builder = new SequenceBuilder();
        view.RenderPage(new IndexPage(Request(product, TextFragments.DrawOptions(product, random), random)), null, builder.Ids);
        builder.Mark(0);
        builder.Ids.Add(view.Vocabulary.ProductId(product.Asin));
        return builder.Mark(LinkWeight).Build(MaxLength);
    }

    private RenderedSequence? Choose(ShownProduct product, RandomStream random)
    {
        var options = TextFragments.DrawOptions(product, random);
        if (options.Count == 0)
        {
            return null;
        }

        var builder = new SequenceBuilder();
        BuyWithOptions(product, Request(product, options, random), null, options, builder);
        return builder.Build(MaxLength);
    }

    private RenderedSequence? Values(ShownProduct product, RandomStream random)
    {
        if (product.Options.Length == 0)
        {
            return null;
        }

        var builder = new SequenceBuilder();
        var group = product.Options[random.Next(product.Options.Length)];
        view.RenderPage(new ItemPage("", product.Asin, product.Title, "", [], false), new IndexPage(""), builder.Ids);
        builder.Ids.Add(view.Vocabulary.Group);
        view.Vocabulary.Subwords.Encode(group.Name, builder.Ids);
        builder.Mark(0);
        for (var i = 0; i < Math.Min(3, group.Values.Length); i++)
        {
            builder.Ids.Add(view.Vocabulary.Option);
            view.Vocabulary.Subwords.Encode(group.Values[random.Next(group.Values.Length)], builder.Ids);
        }

        builder.Ids.Add(view.Vocabulary.End);
        return builder.Mark(TextWeight).Build(MaxLength);
    }

    private RenderedSequence Search(ShownProduct product, RandomStream random)
    {
        var builder = new SequenceBuilder();
        Begin(product, TextFragments.DrawOptions(product, random), random, builder);
        return builder.Build(MaxLength);
    }

    private RenderedSequence Trip(ShownProduct product, RandomStream random)
    {
        var options = TextFragments.DrawOptions(product, random);
        var builder = new SequenceBuilder();
        var (start, query) = Begin(product, options, random, builder);
        var found = Lines(product, query, random);
        var results = new ResultsPage(
            start.Instruction, 1, found.Length, [.. found.Select(other => new ResultLine(other.Asin, other.Title, ""))]);
        view.RenderPage(results, start, builder.Ids);
        builder.Mark(0);
        builder.Ids.Add(view.Vocabulary.Links[Array.IndexOf(found, product)]);
        builder.Mark(LinkWeight);
        BuyWithOptions(product, start.Instruction, results, options, builder);
        return builder.Build(MaxLength);
    }

    /// <summary>The first page with a made-up request, and a search for some of its words.</summary>
    private (IndexPage Page, string Query) Begin(
        ShownProduct product, List<(string Name, string Value)> options, RandomStream random, SequenceBuilder builder)
    {
        var fragments = Fragments(product, random);
        var page = new IndexPage(Join(fragments, options));
        var words = fragments.Where(_ => random.Next(4) > 0).DefaultIfEmpty(fragments[0]);
        if (random.Next(2) == 0)
        {
            words = words.Concat(options.Select(option => option.Value));
        }

        var query = string.Join(' ', words);
        view.RenderPage(page, null, builder.Ids);
        builder.Mark(0);
        builder.Ids.Add(view.Vocabulary.Search);
        view.Vocabulary.Subwords.Encode(query, builder.Ids);
        builder.Ids.Add(view.Vocabulary.End);
        builder.Mark(QueryWeight);
        return (page, query);
    }

    private void BuyWithOptions(
        ShownProduct product, string request, Page? previous, List<(string Name, string Value)> options, SequenceBuilder builder)
    {
        var page = new ItemPage(request, product.Asin, product.Title, "", product.Options, false);
        foreach (var (name, value) in options)
        {
            view.RenderPage(page, previous, builder.Ids);
            builder.Mark(0);
            Choose(page, value, builder);
            previous = page;
            page = page with { Options = [.. page.Options.Select(group => group.Name == name ? group with { Selected = value } : group)] };
        }

        view.RenderPage(page, previous, builder.Ids);
        builder.Mark(0);
        builder.Ids.Add(view.Vocabulary.BuyNow);
        builder.Mark(1);
    }

    private void Choose(ItemPage page, string value, SequenceBuilder builder)
    {
        var place = view.ShownValues(page).IndexOf(value);
        if (place >= 0 && place < view.Vocabulary.Values.Length)
        {
            builder.Ids.Add(view.Vocabulary.Values[place]);
            builder.Mark(LinkWeight);
        }
        else
        {
            builder.Ids.Add(view.Vocabulary.Option);
            view.Vocabulary.Subwords.Encode(value, builder.Ids);
            builder.Ids.Add(view.Vocabulary.End);
            builder.Mark(1);
        }
    }

    /// <summary>
    /// The lines that the search gives, the product among them, in random order: by its own words it would nearly always come
    /// first, and the student would learn to click the first link instead of comparing lines.
    /// </summary>
    private ShownProduct[] Lines(ShownProduct product, string query, RandomStream random)
    {
        var found = search(InstructionWords.Split(query.ToLowerInvariant())).ToArray();
        if (!found.Contains(product))
        {
            found = [product, .. found.Take(found.Length - 1)];
        }

        random.Shuffle<ShownProduct>(found);
        return found;
    }

    private static string Request(ShownProduct product, List<(string Name, string Value)> options, RandomStream random) =>
        Join(Fragments(product, random), options);

    private static List<string> Fragments(ShownProduct product, RandomStream random) =>
        [.. Enumerable.Range(0, 2 + random.Next(3)).Select(_ => TextFragments.Draw(product, 1, 4, random))];

    private static string Join(List<string> fragments, List<(string Name, string Value)> options) =>
        string.Join(", ", fragments.Concat(options.Select(option => $"{option.Name}: {option.Value}")));
}

/// <summary>What the pages show of a product: the only thing that pre-training sees of it.</summary>
/// <param name="Asin">Product id.</param>
/// <param name="Title">Title.</param>
/// <param name="Texts">Title, description and bullet points that are not empty.</param>
/// <param name="Options">Option groups, nothing selected.</param>
internal sealed record ShownProduct(string Asin, string Title, ImmutableArray<string> Texts, ImmutableArray<OptionGroup> Options)
{
    public static ShownProduct Of(Product product) => new(
        product.Asin,
        product.Title,
        [.. product.BulletPoints.Prepend(product.Description).Prepend(product.Title).Where(text => !string.IsNullOrWhiteSpace(text))],
        [.. product.Options.Select(option => new OptionGroup(option.Name, option.Values, null))]);

    /// <summary>All texts that pages show, for training the subwords.</summary>
    public IEnumerable<string> AllTexts =>
        Texts.Concat(Options.Select(group => group.Name)).Concat(Options.SelectMany(group => group.Values));
}
