using System.Collections.Immutable;
using Gleaner.WebShop.Pages;

namespace Gleaner.WebShop.Experiments.Tests.Shop;

/// <summary>What toy pages print and offer.</summary>
internal static class ToyPages
{
    public static WebShopObservation Observe(Page page) => new(TextOf(page), page, ActionsOf(page));

    public static AvailableActions ActionsOf(Page page) => new(page is IndexPage, page switch
    {
        ResultsPage results => ["back to search", .. results.Results.Select(line => line.Asin.ToLowerInvariant())],
        ItemPage item => ["back to search", "< prev", "description", "buy now", .. item.Options.SelectMany(group => group.Values)],
        DetailsPage => ["back to search", "< prev"],
        _ => ImmutableArray<string>.Empty,
    });

    private static string TextOf(Page page) => page switch
    {
        ResultsPage results => $"{results.Instruction} [results] {string.Join(" [SEP] ", results.Results.Select(line => $"{line.Asin} {line.Title}"))}",
        ItemPage item => $"{item.Instruction} [item] {item.Asin} {string.Join(" [SEP] ", item.Options.Select(group => $"{group.Name} = {group.Selected}"))}",
        DetailsPage details => $"{details.Instruction} [details] {details.Asin}",
        DonePage done => $"done {done.Score}",
        _ => $"{page.Instruction} [search]",
    };
}
