using Gleaner.WebShop.Pages;

namespace Gleaner.WebShop.Shoppers;

/// <summary>A turn that is over: the page that was seen and what was done there.</summary>
/// <param name="Page">The page.</param>
/// <param name="Action">The action, <c>search[...]</c> or <c>click[...]</c>.</param>
public sealed record PastTurn(Page Page, string Action);
