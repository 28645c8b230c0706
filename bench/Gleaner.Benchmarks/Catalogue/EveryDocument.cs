using Gleaner.WebShop.Catalogue;
using Gleaner.WebShop.Search;

namespace Gleaner.Benchmarks.Catalogue;

/// <summary>Ranks by scoring every document, without an index: what searches must equal to the last bit.</summary>
internal static class EveryDocument
{
    /// <summary>How many queries have exactly these hits.</summary>
    internal static int CountEqual(ProductCatalogue catalogue, SearchIndex index, string[] queries, int hits)
    {
        string[][] terms = [.. queries.Select(query => EnglishAnalyzer.Terms(query).ToArray())];
        var places = terms.SelectMany(of => of).Distinct().Select((term, i) => (term, i)).ToDictionary(StringComparer.Ordinal);
        List<(int Document, int Count)>[] postings = [.. places.Select(_ => new List<(int, int)>())];
        var lengths = new int[catalogue.Products.Count];
        for (var i = 0; i < lengths.Length; i++)
        {
            var document = EnglishAnalyzer.Terms(ProductDocument.Text(catalogue.Products[i]));
            lengths[i] = document.Count;
            foreach (var (term, count) in document.Where(places.ContainsKey).CountBy(term => term))
            {
                postings[places[term]].Add((i, count));
            }
        }

        var average = (float)(lengths.Sum(length => (long)length) / (double)lengths.Length);
        return queries.Where((query, i) =>
            index.Search([query], hits).SequenceEqual(Rank(catalogue, terms[i].CountBy(term => places.GetValueOrDefault(term)), postings, lengths, average).Take(hits))).Count();
    }

    private static IEnumerable<SearchHit> Rank(
        ProductCatalogue catalogue, IEnumerable<KeyValuePair<int, int>> query, List<(int Document, int Count)>[] postings, int[] lengths, float average)
    {
        var scores = new double[lengths.Length];
        foreach (var (term, repeats) in query)
        {
            var found = postings[term].Count;
            var weight = repeats * (float)Math.Log(1 + ((lengths.Length - found + 0.5d) / (found + 0.5d)));
            foreach (var (document, count) in postings[term])
            {
                var inverse = 1f / (0.9f * ((1f - 0.4f) + (0.4f * LengthByte.RoundTrip(lengths[document]) / average)));
                scores[document] += weight - (weight / (1f + (count * inverse)));
            }
        }

        return Enumerable.Range(0, scores.Length).Where(i => scores[i] > 0)
            .Select(i => (Hit: new SearchHit(i, (float)scores[i]), catalogue))
            .OrderByDescending(of => of.Hit.Score)
            .ThenBy(of => of.catalogue.AsinAt(of.Hit.Document), StringComparer.Ordinal)
            .Select(of => of.Hit);
    }
}
