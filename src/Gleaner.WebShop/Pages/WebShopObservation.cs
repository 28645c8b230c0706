using System.Collections.Immutable;
using Gleaner.Environments;

namespace Gleaner.WebShop.Pages;

/// <summary>An observation of WebShop: the text in the episode's mode, and the same page in structured form.</summary>
/// <param name="Text">The page's text in the episode's observation mode.</param>
/// <param name="Page">The same page, structured.</param>
/// <param name="Actions">The actions that the page offers.</param>
public sealed record WebShopObservation(string Text, Page Page, AvailableActions Actions) : Observation(Text);

/// <summary>What can be done on a page.</summary>
/// <param name="HasSearchBar">Whether the page shows a search bar (searching works on every page all the same, as upstream).</param>
/// <param name="Clickables">Arguments of <c>click[...]</c>, lower case, in upstream's order: buttons, product links, option values.</param>
public sealed record AvailableActions(bool HasSearchBar, ImmutableArray<string> Clickables);
