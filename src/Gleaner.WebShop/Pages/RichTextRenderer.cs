using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Gleaner.WebShop.Sessions;

namespace Gleaner.WebShop.Pages;

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
        string address = PageAddress.Of(shop, task, session);
        var clicked = new Stack<string>();
        body.Append("Instruction:\n").Append(task.InstructionLine);
        foreach (PageNode node in shop.Pages(session.Product).ItemNodes)
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
        foreach (int product in session.ResultsOnPage)
        {
            foreach (PageNode node in shop.Pages(product).ResultNodes)
            {
                if (node.Kind == NodeKind.ProductLink)
                {
                    string mark = session.HasVisited(product) ? "clicked button" : "button";
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
        foreach (PageNode node in nodes)
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
