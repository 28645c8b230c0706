using System.Collections.Immutable;
using System.Text;
using Gleaner.WebShop.Catalogue;
using Gleaner.WebShop.Pages;

namespace Gleaner.WebShop.Sessions;

/// <summary>A page of a session, from which its text, structure and actions can be made at any later time.</summary>
internal sealed class PageView(Shop shop, ShopTask task, Session session, ObservationMode mode, History? history) : IPageView
{
    public string Text()
    {
        var text = OwnText();
        return history is null ? text : history.Prefix() + text;
    }

    internal string OwnText() => mode switch
    {
        ObservationMode.Text => TextRenderer.Render(shop, task, session),
        ObservationMode.TextRich => RichTextRenderer.Render(shop, task, session),
        _ => PageAddress.Of(shop, task, session),
    };

    public Page Page() => session.Place switch
    {
        Place.Index => new IndexPage(task.Goal.Instruction),
        Place.Results => new ResultsPage(task.Goal.Instruction, session.PageNumber, session.Results!.Products.Length, ResultLines()),
        Place.Item => ItemPage(shop.Pages(session.Product)),
        Place.Details => new DetailsPage(
            task.Goal.Instruction, Product.Asin, session.Details, shop.Pages(session.Product).DetailsLines(session.Details)),
        _ => new DonePage(session.Purchase!.Reward),
    };

    public AvailableActions Actions() => session.Place switch
    {
        Place.Index => new AvailableActions(true, [PageLabels.SearchClick]),
        Place.Results => new AvailableActions(false, ResultClickables()),
        Place.Item => new AvailableActions(false, shop.Pages(session.Product).ItemClickables),
        Place.Details => new AvailableActions(false, [PageLabels.BackToSearchClick, PageLabels.PreviousClick]),
        _ => new AvailableActions(false, []),
    };

    private Product Product => shop.Pages(session.Product).Product;

    private ImmutableArray<ResultLine> ResultLines()
    {
        var lines = ImmutableArray.CreateBuilder<ResultLine>();
        foreach (var product in session.ResultsOnPage)
        {
            var pages = shop.Pages(product);
            lines.Add(new ResultLine(pages.Product.Asin, pages.Product.Title, pages.PriceTag));
        }

        return lines.DrainToImmutable();
    }

    private ImmutableArray<string> ResultClickables()
    {
        var clickables = ImmutableArray.CreateBuilder<string>();
        clickables.Add(PageLabels.BackToSearchClick);
        if (session.PageNumber > 1)
        {
            clickables.Add(PageLabels.PreviousClick);
        }

        clickables.Add(PageLabels.NextClick);
        foreach (var product in session.ResultsOnPage)
        {
            clickables.Add(shop.Pages(product).AsinClick);
        }

        return clickables.DrainToImmutable();
    }

    private ItemPage ItemPage(ProductPages pages) => new(
        task.Goal.Instruction,
        pages.Product.Asin,
        pages.Product.Title,
        pages.PriceTag,
        [.. pages.Product.Options.Select(option => new OptionGroup(option.Name, option.Values, session.SelectedIn(option.Name)))],
        shop.Settings.ShowAttributes);
}

/// <summary>Earlier observations and actions, shown in front of the present one if the environment is set so.</summary>
internal sealed class History(History? earlier, Lazy<string> observation, string action, ShopSettings settings)
{
    /// <summary>The text in front: oldest first, all joined by the separator.</summary>
    internal string Prefix()
    {
        var parts = new Stack<string>();
        var depth = Math.Max(settings.PreviousObservations, settings.PreviousActions);
        var entry = this;
        for (var age = 1; age <= depth && entry is not null; age++, entry = entry.Earlier)
        {
            if (age <= settings.PreviousActions)
            {
                parts.Push(entry.Action);
            }

            if (age <= settings.PreviousObservations)
            {
                parts.Push(entry.Observation);
            }
        }

        var prefix = new StringBuilder();
        foreach (var part in parts)
        {
            prefix.Append(part).Append(PageLabels.Separator);
        }

        return prefix.ToString();
    }

    private History? Earlier => earlier;

    private string Observation => observation.Value;

    private string Action => action;
}
