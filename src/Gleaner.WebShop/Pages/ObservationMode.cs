namespace Gleaner.WebShop.Pages;

/// <summary>How a page is printed for the agent.</summary>
public enum ObservationMode
{
    /// <summary>Texts joined by " [SEP] "; selected options are not marked.</summary>
    Text,

    /// <summary>One text a line, buttons marked, clicked options and products marked as such.</summary>
    TextRich,

    /// <summary>Only the page's address.</summary>
    Url,
}
