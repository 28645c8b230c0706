using System.Globalization;
using System.Text.Json;
using Gleaner.WebShop.Catalogue;
using Gleaner.WebShop.Search;

namespace Gleaner.WebShop.Tests.Search;

/// <summary>Terms, rankings and scores against recordings of the real Lucene index.</summary>
[Trait("Category", "Oracle")]
public sealed class SearchOracleTests(RealShop shop, ITestOutputHelper output) : IClassFixture<RealShop>
{
    [Fact]
    public void Documents_have_the_terms_of_the_original_index()
    {
        var catalogue = shop.Catalogue;
        var different = new List<string>();
        var lines = File.ReadLines(TestData.Oracle("oracle_doc_terms_1k.jsonl")).Where(l => l.Length > 0).ToList();
        foreach (var line in lines)
        {
            using var row = JsonDocument.Parse(line);
            var id = row.RootElement.GetProperty("id").GetString()!;
            var expected = row.RootElement.GetProperty("tokens").EnumerateArray().Select(t => t.GetString()!);
            var terms = EnglishAnalyzer.Terms(ProductDocument.Text(catalogue.Find(id)!));
            if (!terms.SequenceEqual(expected))
            {
                different.Add($"{id}: extra [{string.Join(' ', terms.Except(expected))}], missing [{string.Join(' ', expected.Except(terms))}]");
            }
        }

        lines.ShouldNotBeEmpty();
        different.ShouldBeEmpty();
        output.WriteLine($"{lines.Count} of {lines.Count} documents have equal terms");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Queries_have_the_terms_ranking_and_bit_equal_scores_of_the_original_index(bool isStored)
    {
        var products = shop.Catalogue.Products;
        var index = shop.CatalogueHeld(isStored).SearchIndex;
        using var oracle = JsonDocument.Parse(File.ReadAllText(TestData.Oracle("oracle_search_1k.json")));
        var rows = oracle.RootElement.GetProperty("results").EnumerateArray().ToList();
        foreach (var row in rows)
        {
            var query = row.GetProperty("query").GetString()!;
            EnglishAnalyzer.Terms(query).ShouldBe(row.GetProperty("tokens").EnumerateArray().Select(t => t.GetString()!), query);
            var hits = index.Search(query.Split(' '), 50).Select(h => (products[h.Document].Asin, h.Score));
            var expected = row.GetProperty("hits").EnumerateArray()
                .Select(h => (h[0].GetString()!, float.Parse(h[1].GetString()!, CultureInfo.InvariantCulture)));
            hits.ShouldBe(expected, query);
        }

        rows.ShouldNotBeEmpty();
        output.WriteLine($"{rows.Count} of {rows.Count} queries have equal terms, ranking and scores");
    }
}
