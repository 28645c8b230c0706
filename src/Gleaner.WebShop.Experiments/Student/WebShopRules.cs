namespace Gleaner.WebShop.Student;

/// <summary>What a chat model is told about the shop.</summary>
public static class WebShopRules
{
    /// <summary>The system message.</summary>
    public const string Text =
        """
        You are shopping on a website for someone who says what they want. Every message shows you the page you are on.
        Answer with exactly one action and nothing else:
        search[words] looks for products; it works on the page with the search button.
        click[label] presses a button, opens a product by its code, or chooses an option, as the page shows it.
        Choose every option that was asked for before you click[buy now]. You have few actions: buy once the product fits.
        """;
}
