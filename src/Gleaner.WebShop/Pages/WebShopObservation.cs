using System.Collections.Immutable;
using Gleaner.Trajectories;

namespace Gleaner.WebShop.Pages;

/// <summary>
/// An observation of WebShop: the text in the episode's mode, and the same page in structured form. Each is made when first
/// asked for; the observation stays valid whatever the episode does next.
/// </summary>
public sealed class WebShopObservation : Observation
{
    private readonly IPageView? _view;
    private string? _text;
    private Page? _page;
    private AvailableActions? _actions;

    /// <summary>Creates an observation from its parts.</summary>
    public WebShopObservation(string text, Page page, AvailableActions actions)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(page);
        ArgumentNullException.ThrowIfNull(actions);
        (_text, _page, _actions) = (text, page, actions);
    }

    internal WebShopObservation(IPageView view) => _view = view;

    /// <summary>The page's text in the episode's observation mode.</summary>
    public override string Text => _text ??= _view!.Text();

    /// <summary>The same page, structured.</summary>
    public Page Page => _page ??= _view!.Page();

    /// <summary>The actions that the page offers.</summary>
    public AvailableActions Actions => _actions ??= _view!.Actions();
}

/// <summary>A page from which its text, structure and actions can be made at any later time.</summary>
internal interface IPageView
{
    string Text();

    Page Page();

    AvailableActions Actions();
}

/// <summary>What can be done on a page.</summary>
/// <param name="HasSearchBar">Whether the page shows a search bar (searching works on every page all the same, as upstream).</param>
/// <param name="Clickables">Arguments of <c>click[...]</c>, lower case, in upstream's order: buttons, product links, option values.</param>
public sealed record AvailableActions(bool HasSearchBar, ImmutableArray<string> Clickables);

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
