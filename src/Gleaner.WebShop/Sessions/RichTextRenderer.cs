using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Gleaner.WebShop.Pages;
using Gleaner.WebShop.Text;

namespace Gleaner.WebShop.Sessions;

/// <summary>Pages in mode <c>text_rich</c>: one node a line, unstripped, buttons marked, what was clicked told in front.</summary>
internal static class RichTextRenderer
{
    internal static string Render(Shop shop, ShopTask task, Session session)
    {
        var body = new StringBuilder(1024);
        switch (session.Place)
        {
            case Place.Index:
                body.Append("WebShop\nInstruction: \n").Append(task.InstructionLine).Append("[button] Search [button_]\n");
                return body.ToString();
            case Place.Results:
                body.Append("Instruction:\n").Append(task.InstructionLine);
                AppendResults(body, shop, session);
                return body.ToString();
            case Place.Item:
                return RenderItem(body, shop, task, session);
            case Place.Details:
                body.Append("Instruction:\n").Append(task.InstructionLine);
                AppendPlain(body, shop.Pages(session.Product).DetailsNodes(session.Details));
                return body.ToString();
            default:
                AppendPlain(body, DonePageNodes.Build(session));
                return body.ToString();
        }
    }

    private static string RenderItem(StringBuilder body, Shop shop, ShopTask task, Session session)
    {
        var address = PageAddress.Of(shop, task, session);
        var clicked = new Stack<string>();
        body.Append("Instruction:\n").Append(task.InstructionLine);
        foreach (var node in shop.Pages(session.Product).ItemNodes)
        {
            if (node.Kind != NodeKind.Option)
            {
                AppendPlain(body, node);
            }
            else if (ShowsAsClicked(address, node.Text))
            {
                body.Append("  [clicked button] ").Append(node.Text).Append(" [clicked button_]\n");
                clicked.Push(node.Text);
            }
            else
            {
                body.Append("  [button] ").Append(node.Text).Append(" [button_]\n");
            }
        }

        // The last one found stands first.
        return string.Concat(clicked.Select(value => $"You have clicked {value}.\n")) + body;
    }

    private static void AppendResults(StringBuilder body, Shop shop, Session session)
    {
        body.Append("[button] Back to Search [button_]\n");
        body.Append(CultureInfo.InvariantCulture, $"Page {session.PageNumber} (Total results: {session.Results!.Products.Length})\n");
        body.Append(session.PageNumber > 1 ? "[button] < Prev [button_]\n" : "").Append("[button] Next > [button_]\n");
        foreach (var product in session.ResultsOnPage)
        {
            foreach (var node in shop.Pages(product).ResultNodes)
            {
                if (node.Kind == NodeKind.ProductLink)
                {
                    var mark = session.HasVisited(product) ? "clicked button" : "button";
                    body.Append("\n[").Append(mark).Append("] ").Append(node.Text).Append(" [").Append(mark).Append("_]\n");
                }
                else
                {
                    AppendPlain(body, node);
                }
            }
        }
    }

    private static void AppendPlain(StringBuilder body, ImmutableArray<PageNode> nodes)
    {
        foreach (var node in nodes)
        {
            AppendPlain(body, node);
        }
    }

    private static void AppendPlain(StringBuilder body, PageNode node) => _ = node.Kind == NodeKind.Button
        ? body.Append("[button] ").Append(node.Text).Append(" [button_]\n")
        : body.Append(node.Text).Append('\n');

    // The original looks for the value, in double quotes, anywhere in the address.
    private static bool ShowsAsClicked(string address, string value) => address.Contains($"\"{value}\"", StringComparison.Ordinal);
}

/// <summary>The page after a purchase. Most of its fields stay empty in the original's text environment ("None").</summary>
internal static class DonePageNodes
{
    internal static ImmutableArray<PageNode> Build(Session session)
    {
        var purchase = session.Purchase!;
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
