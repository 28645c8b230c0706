using Gleaner.Randomness;
using Gleaner.Students.Text;
using Gleaner.Students.Views;
using Gleaner.Trajectories;

namespace Gleaner.Students.Tests.Text;

public sealed class ActionGrammarTests
{
    private static readonly string[] Actions = ["move up", "move up twice", "Look", "0", "move up", "say: \"a\nb\""];

    private static readonly TextVocabulary Vocabulary = TextVocabulary.Train(Actions, 600);

    [Fact]
    public void A_free_action_is_any_text_but_none_at_all()
    {
        var grammar = Grammar(ActionChoice.Free);
        grammar.Candidates.Contains(Vocabulary.End).ShouldBeFalse();
        foreach (var id in Ids("Move down!"))
        {
            grammar.Take(id).ShouldBeFalse();
        }

        grammar.Take(Vocabulary.End).ShouldBeTrue();
        grammar.Action.ShouldBe("Move down!");
    }

    [Fact]
    public void A_free_action_ends_at_its_limit()
    {
        var grammar = Grammar(ActionChoice.Free, 3);
        grammar.Take(Vocabulary.Pieces[0]).ShouldBeFalse();
        grammar.Take(Vocabulary.Pieces[1]).ShouldBeFalse();
        grammar.Candidates.ToArray().ShouldBe([Vocabulary.End]);
        Should.Throw<ArgumentException>(() => grammar.Take(Vocabulary.Pieces[0]));
    }

    [Fact]
    public void Without_a_limit_the_longest_action_of_the_experts_is_one()
    {
        var longest = Actions.Max(action => Ids(action).Length);
        var grammar = Grammar(ActionChoice.Free);
        for (var i = 0; i < longest; i++)
        {
            grammar.Candidates.Length.ShouldBeGreaterThan(1);
            grammar.Take(Vocabulary.Pieces[i]);
        }

        grammar.Candidates.ToArray().ShouldBe([Vocabulary.End]);
    }

    [Fact]
    public void Marks_are_no_part_of_an_action()
    {
        foreach (var mark in new[] { Vocabulary.Act, Vocabulary.See, Vocabulary.Subwords.UnknownId })
        {
            Should.Throw<ArgumentException>(() => Grammar(ActionChoice.Free).Take(mark));
            Should.Throw<ArgumentException>(() => Grammar(ActionChoice.Known).Take(mark));
        }
    }

    [Fact]
    public void Among_known_actions_every_way_leads_to_one_and_all_can_be_reached()
    {
        var random = new Seed(1).ToStream();
        var written = new HashSet<string>();
        for (var attempt = 0; attempt < 200; attempt++)
        {
            var grammar = Grammar(ActionChoice.Known);
            while (!grammar.Take(grammar.Candidates[random.Next(grammar.Candidates.Length)]))
            {
            }

            written.Add(grammar.Action);
            grammar.Candidates.IsEmpty.ShouldBeTrue();
        }

        written.ShouldBe(Actions.Distinct(), ignoreOrder: true);
    }

    private static IActionGrammar Grammar(ActionChoice choice, int? limit = null) =>
        new TextView(Vocabulary, new TextViewOptions { Actions = choice, MaxActionTokens = limit }, Actions).GrammarFor(new Observation(""));

    private static int[] Ids(string text)
    {
        var ids = new List<int>();
        Vocabulary.Encode(text, ids);
        return [.. ids];
    }
}
