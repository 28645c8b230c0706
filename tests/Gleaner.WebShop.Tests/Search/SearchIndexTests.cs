using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Gleaner.WebShop.Search;

namespace Gleaner.WebShop.Tests.Search;

public sealed class SearchIndexTests
{
    private static readonly string[] Colors = ["red", "blue", "green", "navy", "teal"];

    [Fact]
    public void Equal_scores_are_ordered_by_id()
    {
        var index = SearchIndex.Build(["red hat", "red cap", "red tie"], ["C", "A", "B"]);
        index.Search(["red"], 2).Select(h => h.Document).ShouldBe([1, 2]);
    }

    [Fact]
    public void A_query_without_known_terms_finds_nothing()
    {
        var index = SearchIndex.Build(["red hat"], ["A"]);
        index.Search([""], 50).ShouldBeEmpty();
        index.Search(["the", "blue"], 50).ShouldBeEmpty();
        index.Search(["red"], 0).ShouldBeEmpty();
        SearchIndex.Build([], []).Search(["red"], 5).ShouldBeEmpty();
    }

    [Fact]
    public void A_repeated_word_weighs_more()
    {
        var index = SearchIndex.Build(["red hat", "blue hat"], ["A", "B"]);
        index.Search(["red", "blue", "blue"], 1)[0].Document.ShouldBe(1);
        index.Search(["red", "red"], 1)[0].Score.ShouldBe(2 * index.Search(["red"], 1)[0].Score);
    }

    [Fact]
    public void Lists_of_unequal_length_are_refused() =>
        Should.Throw<ArgumentException>(() => SearchIndex.Build(["a", "b"], ["A"])).Message.ShouldContain("2 documents but 1 ids");

    [Fact]
    public void The_best_k_are_the_first_k_of_all()
    {
        var words = Gen.Elements(Colors);
        var documents = Gen.ArrayOf(Gen.ArrayOf(words).Select(w => string.Join(' ', w)));
        Prop.ForAll(documents.ToArbitrary(), Gen.ArrayOf(words).ToArbitrary(), (texts, query) =>
        {
            var index = SearchIndex.Build(texts, [.. texts.Select((_, i) => $"P{texts.Length - i:000}")]);
            var all = index.Search(query, int.MaxValue);
            return index.Search(query, 3).SequenceEqual(all.Take(3))
                && all.Count == texts.Count(t => t.Split(' ').Intersect(query).Any())
                && all.Zip(all.Skip(1)).All(p => p.First.Score >= p.Second.Score);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void The_best_k_are_those_of_scoring_every_document()
    {
        // Frequent and rare words over several windows of documents, with many equal scores.
        var random = new Random(7);
        string[] words = [.. Enumerable.Range(0, 40).Select(i => $"w{i}")];
        string Word() => words[(int)(words.Length * Math.Pow(random.NextDouble(), 3))];
        string[] texts = [.. Enumerable.Range(0, 5000).Select(_ => string.Join(' ', Enumerable.Range(0, random.Next(1, 60)).Select(_ => Word())))];
        string[] ids = [.. texts.Select(_ => random.Next().ToString("X8", CultureInfo.InvariantCulture)).Select((id, i) => $"{id}{i}")];
        var builder = new IndexBuilder();
        foreach (var text in texts)
        {
            builder.Add(text);
        }

        var grouped = new SearchIndex(builder.Build(ids, [.. texts.Select(text => text.Length % 7)]));
        var index = SearchIndex.Build(texts, ids);
        var everyDocument = new ExhaustiveSearch(texts, ids);
        for (var query = 0; query < 60; query++)
        {
            var text = string.Join(' ', Enumerable.Range(0, random.Next(1, 8)).Select(_ => Word()));
            var expected = everyDocument.Search(text, 50);
            index.Search([text], 50).ShouldBe(expected, text);
            grouped.Search([text], 50).ShouldBe(expected, text);
        }
    }

    [Fact]
    public void A_word_may_occur_more_often_than_a_byte_counts()
    {
        string[] texts = [string.Join(' ', Enumerable.Repeat("red", 300)), "red hat", "blue hat"];
        string[] ids = ["A", "B", "C"];
        SearchIndex.Build(texts, ids).Search(["red hat"], 3).ShouldBe(new ExhaustiveSearch(texts, ids).Search("red hat", 3));
    }

    [Fact]
    public void Concurrent_queries_do_not_disturb_each_other()
    {
        var random = new Random(5);
        var texts = Enumerable.Range(0, 200).Select(_ => string.Join(' ', random.GetItems(Colors, 6))).ToList();
        var index = SearchIndex.Build(texts, [.. texts.Select((_, i) => $"{i:000}")]);
        var expected = Colors.ToDictionary(c => c, c => index.Search([c, "teal"], 20).ToList());
        Parallel.For(0, 400, i => index.Search([Colors[i % 5], "teal"], 20).ShouldBe(expected[Colors[i % 5]]));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(39, 39)]
    [InlineData(41, 40)]
    [InlineData(57, 56)]
    [InlineData(1000, 984)]
    [InlineData(int.MaxValue, 2_013_265_944)]
    public void Lengths_lose_precision_as_in_lucene(int length, int kept) => LengthByte.RoundTrip(length).ShouldBe(kept);
}
