using Gleaner.WebShop.Search;

namespace Gleaner.WebShop.Tests.Search;

/// <summary>The same ranking without an index: every document is scored for every query, as the formula reads.</summary>
internal sealed class ExhaustiveSearch(string[] texts, string[] ids)
{
    private readonly List<string>[] _documents = [.. texts.Select(text => EnglishAnalyzer.Terms(text))];

    public List<SearchHit> Search(string query, int k)
    {
        var average = (float)(_documents.Sum(document => (long)document.Count) / (double)_documents.Length);
        (string Term, int Repeats)[] terms = [.. EnglishAnalyzer.Terms(query).CountBy(term => term).Select(term => (term.Key, term.Value))];
        float[] weights = [.. terms.Select(term => term.Repeats * Idf(_documents.Count(document => document.Contains(term.Term))))];
        return
        [
            .. _documents.Select((document, i) => new SearchHit(i, Score(document, terms, weights, average)))
                .Where(hit => hit.Score > 0)
                .OrderByDescending(hit => hit.Score)
                .ThenBy(hit => ids[hit.Document], StringComparer.Ordinal)
                .Take(k),
        ];
    }

    private float Idf(int documents) => (float)Math.Log(1 + ((_documents.Length - documents + 0.5d) / (documents + 0.5d)));

    private static float Score(List<string> document, (string Term, int Repeats)[] terms, float[] weights, float average)
    {
        var score = 0d;
        for (var i = 0; i < terms.Length; i++)
        {
            var count = document.Count(term => term == terms[i].Term);
            if (count > 0)
            {
                var inverse = 1f / (0.9f * ((1f - 0.4f) + (0.4f * LengthByte.RoundTrip(document.Count) / average)));
                score += weights[i] - (weights[i] / (1f + (count * inverse)));
            }
        }

        return (float)score;
    }
}
