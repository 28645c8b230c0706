namespace Gleaner.WebShop.Shoppers;

/// <summary>An option asked for by name: "color: green stripe".</summary>
/// <param name="Name">Name of the option group, lower case.</param>
/// <param name="Value">The value asked for, lower case.</param>
internal sealed record RequestedOption(string Name, string Value);
