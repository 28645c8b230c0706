using Gleaner.Randomness;
using Gleaner.Rollouts;
using Gleaner.Students.Learning;
using Gleaner.Students.Parameters;
using Gleaner.Students.Text;
using Gleaner.Students.Views;
using Gleaner.Trajectories;
using Gleaner.WebShop.Experiments.Tests.Shop;

namespace Gleaner.Students.Tests.Text;

public sealed class TextStudentsTests : IDisposable
{
    private readonly string _folder = Path.Combine(Directory.CreateTempSubdirectory("gleaner").FullName, "student");

    public void Dispose() => Directory.Delete(Path.GetDirectoryName(_folder)!, recursive: true);

    [Fact]
    public async Task A_rollout_is_trained_on_exactly_the_ids_that_the_decoder_was_fed()
    {
        var experts = await ExpertsAsync();
        var student = (DecoderStudent)new TextStudents(MazeRuns.Options, experts).Create(new Seed(1));
        var policy = new TracedPolicy(student);
        var renderer = new SequenceRenderer(student.View);
        RolloutRequest[] requests =
        [
            .. experts.Take(6).Select(expert => new RolloutRequest(StartState.Initial(expert.Task), 0)),
            .. experts.Where(expert => expert.Length > 3).Take(6).Select(expert => new RolloutRequest(StartState.After(expert, 3), 0)),
        ];
        foreach (var trajectory in (await MazeRuns.RollOutAsync(policy, requests, temperature: 1)).Select(rollout => rollout.Trajectory))
        {
            // What a full context cut short ends with an observation, or part of an action, that no turn has.
            var ids = renderer.Render(ToyShop.Example(trajectory)).Ids;
            policy.FedFor(trajectory).Take(ids.Length).ShouldBe(ids);
            if (trajectory.StopReason != StopReason.ContextLimit)
            {
                policy.FedFor(trajectory).Length.ShouldBe(ids.Length);
            }
        }
    }

    [Theory]
    [InlineData(ActionChoice.Free)]
    [InlineData(ActionChoice.Known)]
    public async Task Neither_batch_nor_workers_change_an_episode(ActionChoice actions)
    {
        var experts = await ExpertsAsync();
        var options = MazeRuns.Options with { View = new TextViewOptions { Actions = actions } };
        var student = new TextStudents(options, experts).Create(new Seed(1));
        var alone = await SampledAsync(student, experts, batchSize: 1, workers: 1);
        (await SampledAsync(student, experts, batchSize: 7, workers: 2)).ShouldBe(alone);
        alone.Distinct().Count().ShouldBeGreaterThan(10);
    }

    [Fact]
    public async Task Pretraining_depends_on_the_seed_and_not_on_threads()
    {
        var experts = await ExpertsAsync();
        var alone = await new TextStudents(MazeRuns.Options, experts).PretrainAsync(new Seed(1), null, CancellationToken.None);
        var threads = await new TextStudents(MazeRuns.Options with { Learning = new LearningOptions { Threads = 2 } }, experts).PretrainAsync(new Seed(1), null, CancellationToken.None);
        var other = await new TextStudents(MazeRuns.Options, experts).PretrainAsync(new Seed(2), null, CancellationToken.None);
        Parameters(alone.Student).ShouldBe(Parameters(threads.Student));
        Parameters(alone.Student).ShouldNotBe(Parameters(other.Student));
        alone.Summary.Steps.ShouldBe(3);
    }

    [Fact]
    public async Task A_loaded_student_samples_what_the_saved_one_sampled()
    {
        var experts = await ExpertsAsync();
        var factory = new TextStudents(MazeRuns.Options, experts);
        var saved = factory.Create(new Seed(1));
        saved.Save(_folder);
        File.Exists(Path.Combine(_folder, "vocabulary.json")).ShouldBeTrue();
        (await SampledAsync(factory.Create(new Seed(2)).Load(_folder), experts)).ShouldBe(await SampledAsync(saved, experts));
    }

    [Fact]
    public async Task A_checkpoint_made_of_other_trajectories_is_refused()
    {
        var experts = await ExpertsAsync();
        new TextStudents(MazeRuns.Options, experts).Create(new Seed(1)).Save(_folder);
        Trajectory[] others = [.. experts.Select(expert => expert with { Turns = [.. expert.Turns.Select(turn => turn with { Action = $"please {turn.Action}" })] })];
        Should.Throw<GleanerException>(() => new TextStudents(MazeRuns.Options, others).Create(new Seed(1)).Load(_folder))
            .Message.ShouldContain("another vocabulary");
    }

    [Fact]
    public async Task An_example_beyond_the_context_is_learnt_from_as_far_as_it_fits_in_whole_turns()
    {
        var longest = (await ExpertsAsync()).MaxBy(expert => expert.Length)!;
        var student = (DecoderStudent)new TextStudents(MazeRuns.Options with { Context = 128 }, [longest]).Create(new Seed(1));
        var renderer = new SequenceRenderer(student.View);
        var example = ToyShop.Example(longest);
        var whole = renderer.Render(example);
        var cut = renderer.Render(example, 128);
        cut.Ids.Length.ShouldBeInRange(60, 128);
        cut.Ids.ShouldBe(whole.Ids[..cut.Ids.Length]);
        cut.Weights.ShouldBe(whole.Weights[..cut.Ids.Length]);
        cut.Ids[^1].ShouldBe(((TextView)student.View).Vocabulary.End);
        (await student.LearnAsync([example], new LearningPlan(1, 1, 1e-3, new Seed(1)), null, CancellationToken.None)).Tokens.ShouldBeLessThanOrEqualTo(128);
    }

    [Fact]
    public async Task Impossible_settings_are_told_as_such()
    {
        var experts = await ExpertsAsync();
        Should.Throw<GleanerException>(() => new TextStudents(MazeRuns.Options with { Width = 40, Heads = 3 }, experts)).Message.ShouldContain("Width is 40");
        Should.Throw<GleanerException>(() => new TextStudents(MazeRuns.Options, [])).Message.ShouldContain("have no action");
    }

    private static async Task<Trajectory[]> ExpertsAsync() => [.. await MazeRuns.WalkAsync(0.1, MazeRuns.Mazes.Tasks.Take(24))];

    private static float[] Parameters(IStudent student) =>
        [.. ((FullParameters)((DecoderStudent)student).Parameters).Model.Parameters.SelectMany(parameter => parameter.Span.ToArray())];

    private static async Task<string[]> SampledAsync(IStudent student, Trajectory[] experts, int batchSize = 8, int workers = 1)
    {
        RolloutRequest[] requests = [.. experts.Take(8).Select(expert => new RolloutRequest(StartState.Initial(expert.Task), 0))];
        return
        [
            .. from rollout in await MazeRuns.RollOutAsync(student, requests, 1, batchSize, workers)
               from turn in rollout.Trajectory.Turns
               select $"{turn.Action} {BitConverter.DoubleToInt64Bits(turn.Tokens!.LogProbability)}",
        ];
    }
}
