using System.Collections.Immutable;
using Gleaner.WebShop.Catalogue;
using Gleaner.WebShop.Sessions;

namespace Gleaner.WebShop.Pages;

/// <summary>A page of a session, from which its text, structure and actions can be made at any later time.</summary>
internal sealed class PageView(Shop shop, ShopTask task, Session session, ObservationMode mode, History? history)
{
    internal string Text()
    {
        string text = OwnText();
        return history is null ? text : history.Prefix() + text;
    }

    internal string OwnText() => mode switch
    {
        ObservationMode.Text => TextRenderer.Render(shop, task, session),
        ObservationMode.TextRich => RichTextRenderer.Render(shop, task, session),
        _ => PageAddress.Of(shop, task, session),
    };

    internal Page Page() => session.Place switch
    {
        Place.Index => new IndexPage(task.Goal.Instruction),
        Place.Results => new ResultsPage(task.Goal.Instruction, session.PageNumber, session.Results!.Products.Length, ResultLines()),
        Place.Item => ItemPage(shop.Pages(session.Product)),
        Place.Details => new DetailsPage(
            task.Goal.Instruction, Product.Asin, session.Details, shop.Pages(session.Product).DetailsLines(session.Details)),
        _ => new DonePage(session.Purchase!.Reward),
    };

    internal AvailableActions Actions() => session.Place switch
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
        ImmutableArray<ResultLine>.Builder lines = ImmutableArray.CreateBuilder<ResultLine>();
        foreach (int product in session.ResultsOnPage)
        {
            ProductPages pages = shop.Pages(product);
            lines.Add(new ResultLine(pages.Product.Asin, pages.Product.Title, pages.PriceTag));
        }

        return lines.DrainToImmutable();
    }

    private ImmutableArray<string> ResultClickables()
    {
        ImmutableArray<string>.Builder clickables = ImmutableArray.CreateBuilder<string>();
        clickables.Add(PageLabels.BackToSearchClick);
        if (session.PageNumber > 1)
        {
            clickables.Add(PageLabels.PreviousClick);
        }

        clickables.Add(PageLabels.NextClick);
        foreach (int product in session.ResultsOnPage)
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
