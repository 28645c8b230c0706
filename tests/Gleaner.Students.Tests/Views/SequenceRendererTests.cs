using Gleaner.Rollouts;
using Gleaner.Selection;
using Gleaner.Students.Views;
using Gleaner.Trajectories;
using Gleaner.WebShop.Experiments.Tests.Shop;

namespace Gleaner.Students.Tests.Views;

public sealed class SequenceRendererTests
{
    private static readonly SequenceRenderer Renderer = new(ToyStudent.View);

    [Fact]
    public async Task A_rollout_is_trained_on_exactly_the_ids_that_the_decoder_was_fed()
    {
        var policy = new TracedPolicy(ToyStudent.Create());
        var expert = ToyShop.Demonstrate(ToyShop.RedHat);
        RolloutRequest[] requests =
            [.. ToyStudent.FromStart(5), .. Enumerable.Range(1, 3).Select(step => new RolloutRequest(StartState.After(expert, step), 0))];
        foreach (var rollout in await ToyStudent.RollOutAsync(policy, requests, temperature: 1))
        {
            // A rollout cut by the turn limit ends with an action, one cut by the context with the observation after it.
            rollout.Trajectory.StopReason.ShouldNotBe(StopReason.ContextLimit);
            Renderer.Render(ToyShop.Example(rollout.Trajectory)).Ids.ShouldBe(policy.FedFor(rollout.Trajectory));
        }
    }

    [Fact]
    public void Only_actions_carry_weight_each_that_of_its_turn_end_token_included()
    {
        var trajectory = ToyShop.Demonstrate(ToyShop.RedHat);
        float[] weights = [0.5f, 0, 1, 2, 1];
        var example = ToyShop.Example(trajectory) with { Weights = [.. weights.Select(weight => new TurnWeight(weight, WeightReason.Demonstration))] };

        var sequence = Renderer.Render(example);

        var expected = new List<(int Id, float Weight)>();
        for (var i = 0; i < trajectory.Length; i++)
        {
            var turn = trajectory.Turns[i];
            List<int> seen = [], done = [];
            ToyStudent.View.RenderObservation(turn.Observation, [.. trajectory.Turns.Take(i)], seen);
            ToyStudent.View.RenderAction(turn.Observation, [], turn.Action, done);
            expected.AddRange(seen.Select(id => (id, 0f)));
            expected.AddRange(done.Select(id => (id, weights[i])));
        }

        sequence.Ids.Zip(sequence.Weights).ShouldBe(expected);
        var end = sequence.Ids.IndexOf(ToyStudent.Vocabulary.End);
        sequence.Weights[end].ShouldBe(0.5f);
    }

    [Fact]
    public void Sampled_ids_are_kept_where_the_text_would_be_encoded_otherwise()
    {
        var vocabulary = ToyStudent.Vocabulary;
        int[] spelled = [vocabulary.Search, .. " wool".Select(letter => IdOfText(letter.ToString())), vocabulary.End];
        List<int> encoded = [];
        ToyStudent.View.RenderAction(new Trajectories.Observation(""), [], "search[wool]", encoded);
        encoded.SequenceEqual(spelled).ShouldBeFalse();
        var played = ToyShop.Play(ToyShop.Mug, Author.Student, "search[wool]");
        var sampled = played with { Turns = [played.Turns[0] with { Tokens = new SampledTokens([.. spelled], -1) }] };

        var sequence = Renderer.Render(ToyShop.Example(sampled));

        sequence.Ids[^spelled.Length..].ShouldBe(spelled);
        sequence.Weights[^spelled.Length..].ShouldAllBe(weight => weight == 1);
    }

    private static int IdOfText(string text) =>
        Enumerable.Range(0, ToyStudent.Vocabulary.Subwords.Count).First(id => ToyStudent.Vocabulary.Subwords.TextOf(id) == text);
}
