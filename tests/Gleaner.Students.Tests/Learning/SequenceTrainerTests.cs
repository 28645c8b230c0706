using Gleaner.Randomness;
using Gleaner.Students.Learning;
using Gleaner.Students.Parameters;
using Gleaner.Trajectories;
using Gleaner.WebShop.Experiments.Tests.Shop;

namespace Gleaner.Students.Tests.Learning;

public sealed class SequenceTrainerTests
{
    private static readonly LearningPlan Plan = new(2, 2, 1e-3, new Seed(1));

    private static readonly Selection.WeightedTrajectory Example = ToyShop.Example(ToyShop.Demonstrate(ToyShop.RedHat));

    [Fact]
    public async Task An_empty_mask_is_refused()
    {
        var masked = Example with { Weights = [.. Example.Weights.Select(weight => weight with { Weight = 0 })] };
        (await RefusalAsync([masked, masked])).ShouldContain("nothing to learn from: 2 examples");
        (await RefusalAsync([])).ShouldContain("nothing to learn from");
    }

    [Fact]
    public async Task An_example_longer_than_the_context_is_refused() =>
        (await Should.ThrowAsync<GleanerException>(() => ToyStudent.Create(context: 40).LearnAsync([Example], Plan, null, CancellationToken.None)))
            .Message.ShouldContain("the student's context holds 40");

    [Fact]
    public Task Diverged_training_is_told() =>
        Should.ThrowAsync<GleanerException>(() =>
            ToyStudent.Create().LearnAsync([Example], new LearningPlan(6, 1, 1e30, new Seed(1)), null, CancellationToken.None));

    [Fact]
    public async Task The_summary_counts_tokens_and_losses_of_all_steps()
    {
        var sequence = new Students.Views.SequenceRenderer(ToyStudent.View).Render(Example);
        var steps = new List<LearningProgress>();
        var summary = await ToyStudent.Create().LearnAsync([Example], Plan, new LearningContext { Progress = new Inline(steps.Add) }, CancellationToken.None);
        summary.Steps.ShouldBe(2);
        summary.Tokens.ShouldBe(4 * sequence.Ids.Length);
        summary.TrainedTokens.ShouldBe(4 * sequence.Weights.Count(weight => weight > 0));
        steps.Select(step => step.Loss).ShouldBe(summary.Losses);
        summary.Losses[1].ShouldBeLessThan(summary.Losses[0]);
    }

    [Fact]
    public async Task Learning_continues_from_where_it_stands_and_depends_on_the_seed_alone()
    {
        var (first, second) = (ToyStudent.Create(), ToyStudent.Create());
        Selection.WeightedTrajectory[] examples = [.. ToyShop.Tasks.Select(task => ToyShop.Example(ToyShop.Demonstrate(task)))];
        var losses = (await first.LearnAsync(examples, Plan, null, CancellationToken.None)).Losses;
        (await second.LearnAsync(examples, Plan, null, CancellationToken.None)).Losses.ShouldBe(losses);
        Bits(first).ShouldBe(Bits(second));
        (await first.LearnAsync(examples, Plan, null, CancellationToken.None)).Losses[0].ShouldBeLessThan(losses[0]);
    }

    [Fact]
    public async Task Rehearsal_adds_drawn_sequences_to_every_step_and_depends_on_the_seed_alone()
    {
        var sequence = new Students.Views.SequenceRenderer(ToyStudent.View).Render(Example);
        var plain = await ToyStudent.Create().LearnAsync([Example], Plan, null, CancellationToken.None);
        var (first, second) = (ToyStudent.Create(rehearsal: 0.5), ToyStudent.Create(rehearsal: 0.5));
        var summary = await first.LearnAsync([Example], Plan, null, CancellationToken.None);
        await second.LearnAsync([Example], Plan, null, CancellationToken.None);

        summary.TrainedTokens.ShouldBe(plain.TrainedTokens + (4 * 2));
        summary.Tokens.ShouldBe(4 * (sequence.Ids.Length + ToyStudent.Rehearsed.Ids.Length));
        Bits(first).ShouldBe(Bits(second));
    }

    [Theory]
    [InlineData(24, 0.25, 8)]
    [InlineData(12, 0.2, 3)]
    [InlineData(1, 0.1, 0)]
    [InlineData(3, 0.5, 3)]
    public void The_share_is_of_the_whole_step(int examples, double share, int rehearsed) =>
        new Rehearsal(new DrawnSequences(_ => ToyStudent.Rehearsed, "toy"), share).Beside(examples).ShouldBe(rehearsed);

    [Fact]
    public async Task A_tiny_student_learns_two_tasks_by_heart()
    {
        var student = ToyStudent.Create();
        Gleaner.Tasks.TaskId[] tasks = [ToyShop.RedHat, ToyShop.MintSoap];
        var before = await ToyStudent.RollOutAsync(student, Requests(), 0);
        before.ShouldAllBe(rollout => !rollout.Trajectory.IsPositive(1));

        await student.LearnAsync(
            [.. tasks.Select(task => ToyShop.Example(ToyShop.Demonstrate(task)))],
            new LearningPlan(80, 2, 5e-3, new Seed(1)), null, CancellationToken.None);

        var after = await ToyStudent.RollOutAsync(student, Requests(), 0);
        after.Select(rollout => rollout.Trajectory.StopReason).ShouldAllBe(reason => reason == StopReason.Done);
        after.ShouldAllBe(rollout => rollout.Trajectory.IsPositive(1));

        Rollouts.RolloutRequest[] Requests() => [.. tasks.Select(task => new Rollouts.RolloutRequest(Rollouts.StartState.Initial(task), 0))];
    }

    private static async Task<string> RefusalAsync(Selection.WeightedTrajectory[] examples) =>
        (await Should.ThrowAsync<GleanerException>(() => ToyStudent.Create().LearnAsync(examples, Plan, null, CancellationToken.None))).Message;

    private static float[] Bits(DecoderStudent student) => [.. ((FullParameters)student.Parameters).Model.Parameters.SelectMany(parameter => parameter.Span.ToArray())];
}
