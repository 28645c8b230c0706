using System.Collections.Immutable;
using System.Text;
using Gleaner.WebShop.Sessions;
using Gleaner.WebShop.Text;

namespace Gleaner.WebShop.Pages;

/// <summary>The page after a purchase. Most of its fields stay empty in the original's text environment ("None").</summary>
internal static class DonePageNodes
{
    internal static ImmutableArray<PageNode> Build(Session session)
    {
        Purchase purchase = session.Purchase!;
        string[] texts =
        [
            "Thank you for shopping with us!", "Your code: ", "None", " (Paste it in your MTurk interface.)",
            "Purchased", "asin", purchase.Asin, "options", OptionsJson(purchase.Options), "attrs", "None", "category", "None",
            "query", "None", "product category", "None",
            "Target", "asin", "options", "attrs", "price upper", "instuction text", "category", "product category", "query",
            "Goal ", "None",
            "Reward", "Your score (min 0.0, max 1.0)", PythonLiteral.Float(purchase.Reward), "Reward Details ", "None",
        ];
        return [.. texts.Select(text => new PageNode(NodeKind.Text, text))];
    }

    // Flask sorts the keys and escapes what could end a script.
    private static string OptionsJson(ImmutableArray<SelectedOption> options)
    {
        var json = new StringBuilder();
        SelectedOption.AppendJson(json, [.. options.Order(Comparer<SelectedOption>.Create((a, b) => PythonStrings.Compare(a.Name, b.Name)))]);
        return PythonLiteral.HtmlSafe(json.ToString());
    }
}
