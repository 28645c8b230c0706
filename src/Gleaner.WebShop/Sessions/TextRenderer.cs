using System.Globalization;
using Gleaner.WebShop.Pages;
using Gleaner.WebShop.Text;

namespace Gleaner.WebShop.Sessions;

/// <summary>Pages in mode <c>text</c>: the text nodes, stripped, joined by " [SEP] ".</summary>
internal static class TextRenderer
{
    internal static string Render(Shop shop, ShopTask task, Session session) => session.Place switch
    {
        Place.Index => task.IndexText,
        Place.Results => RenderResults(shop, task, session),
        Place.Item => string.Concat(task.InstructionText, shop.Pages(session.Product).ItemText),
        Place.Details => string.Concat(task.InstructionText, shop.Pages(session.Product).DetailsText(session.Details)),
        _ => string.Join(PageLabels.Separator, DonePageNodes.Build(session).Select(node => PythonStrings.Strip(node.Text))),
    };

    private static string RenderResults(Shop shop, ShopTask task, Session session)
    {
        var results = session.ResultsOnPage;
        var parts = new string[results.Length + 2];
        parts[0] = task.InstructionText;
        parts[1] = Head(session);
        for (var i = 0; i < results.Length; i++)
        {
            parts[i + 2] = shop.Pages(results[i]).ResultText;
        }

        return string.Concat(parts.AsSpan());
    }

    private static string Head(Session session)
    {
        var previous = session.PageNumber > 1 ? PageLabels.Separator + PageLabels.Previous : "";
        return string.Create(
            CultureInfo.InvariantCulture,
            $" [SEP] Back to Search [SEP] Page {session.PageNumber} (Total results: {session.Results!.Products.Length}){previous} [SEP] Next >");
    }
}
