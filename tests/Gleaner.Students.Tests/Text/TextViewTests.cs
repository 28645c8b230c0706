using Gleaner.Randomness;
using Gleaner.Students.Text;
using Gleaner.Trajectories;

namespace Gleaner.Students.Tests.Text;

public sealed class TextViewTests
{
    private static readonly TextVocabulary Vocabulary = TextVocabulary.Train(["boil the water", "you are in the kitchen", "a stove", "a cup", "go on"], 600);

    [Fact]
    public void The_first_observation_is_the_task_and_every_other_one_is_seen()
    {
        Rendered(View(), "boil the water\n\n you are in\tthe kitchen  \n").ShouldBe(
            [Vocabulary.Task, .. Ids("boil the water"), Vocabulary.Line, .. Ids("you are in the kitchen"), Vocabulary.Act]);
        Rendered(View(), "a stove", "boil the water").ShouldBe([Vocabulary.See, .. Ids("a stove"), Vocabulary.Act]);
        Rendered(View(), "", "boil the water").ShouldBe([Vocabulary.See, Vocabulary.Act]);
    }

    [Fact]
    public void What_stood_in_the_observation_before_is_said_in_one_token()
    {
        Rendered(View(), "a stove\na cup\ngo on", "a stove\na cup").ShouldBe(
            [Vocabulary.See, Vocabulary.Same, Vocabulary.Line, .. Ids("go on"), Vocabulary.Act]);
        Rendered(View(), "a stove\na cup", "a cup\na stove").ShouldBe([Vocabulary.See, Vocabulary.Same, Vocabulary.Act]);
        Rendered(View(), "a stove", "a cup", "a stove").ShouldBe(
            [Vocabulary.See, .. Ids("a stove"), Vocabulary.Act], "it stood two observations before");
    }

    [Fact]
    public void Pre_training_does_not_predict_a_reply_without_an_action()
    {
        Turn[] turns = [new(new Observation("boil the water"), "go on", Author.Expert, 0, true), new(new Observation("a stove"), "a cup a cup a cup", Author.Expert, 0, false) { IsMalformed = true }];
        var trajectory = new Trajectory(new("task/1"), "expert", [.. turns], new Observation("a cup"), 0, StopReason.Done);
        var view = View();
        List<int> reply = [];
        view.RenderAction(turns[1].Action, reply);

        // Every second stretch begins at the first turn, so one of a few does.
        var random = new Seed(1).ToStream();
        var corpus = new TextCorpus(view, [trajectory], 100);
        var whole = Enumerable.Range(0, 8).Select(_ => corpus.Draw(random)).MaxBy(sequence => sequence.Ids.Length)!;

        var at = whole.Ids.AsSpan().IndexOf(reply.ToArray());
        at.ShouldBeGreaterThan(0);
        whole.Weights.Index().Where(weight => weight.Item == 0).Select(weight => weight.Index).ShouldBe([0, .. Enumerable.Range(at, reply.Count)]);
    }

    [Fact]
    public void Repeats_can_be_shown_in_full() =>
        Rendered(View(new TextViewOptions { ShortenRepeats = false }), "a stove", "a stove").ShouldBe([Vocabulary.See, .. Ids("a stove"), Vocabulary.Act]);

    [Fact]
    public void A_long_observation_loses_its_middle()
    {
        var text = string.Join(' ', Enumerable.Range(100, 60));
        var all = Ids(text);
        var view = View(new TextViewOptions { TaskTokens = 30, ObservationTokens = 12 });
        Rendered(view, text).ShouldBe([Vocabulary.Task, .. all[..20], Vocabulary.Cut, .. all[^9..], Vocabulary.Act]);
        Rendered(view, text, "go on").ShouldBe([Vocabulary.See, .. all[..8], Vocabulary.Cut, .. all[^3..], Vocabulary.Act]);
        Rendered(View(new TextViewOptions { TaskTokens = all.Length }), text).ShouldBe([Vocabulary.Task, .. all, Vocabulary.Act], "just long enough");
    }

    [Fact]
    public void An_action_is_its_text_with_lines_and_capitals_and_an_end()
    {
        const string Action = "Thought: on.\nAction: Go";
        var ids = new List<int>();
        View().RenderAction(new Observation(""), [], Action, ids);
        ids[^1].ShouldBe(Vocabulary.End);
        Vocabulary.Decode([.. ids.SkipLast(1)]).ShouldBe(Action);
    }

    private static TextView View(TextViewOptions? options = null) => new(Vocabulary, options ?? new TextViewOptions(), ["go on"]);

    /// <summary>The last observation's tokens, after the other ones in the order given.</summary>
    private static List<int> Rendered(TextView view, string observation, params string[] latestFirst)
    {
        var ids = new List<int>();
        Turn[] turns = [.. latestFirst.Reverse().Select(Seen)];
        view.RenderObservation(new Observation(observation), turns, ids);
        return ids;
    }

    private static Turn Seen(string text) => new(new Observation(text), "go on", Author.Expert, 0, true);

    private static int[] Ids(string text)
    {
        var ids = new List<int>();
        Vocabulary.Encode(text, ids);
        return [.. ids];
    }
}
