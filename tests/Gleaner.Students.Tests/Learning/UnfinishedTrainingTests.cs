using Gleaner.Randomness;
using Gleaner.Students.Parameters;
using Gleaner.WebShop.Experiments.Tests.Shop;
using Gleaner.WebShop.Student;

namespace Gleaner.Students.Tests.Learning;

public sealed class UnfinishedTrainingTests : ToyLearning
{
    private static readonly LearningPlan Plan = new(6, 2, 1e-3, new Seed(1));

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(5)]
    public async Task A_learning_that_was_stopped_goes_on_and_ends_with_the_same_bits(int stopAfter)
    {
        var undisturbed = ToyStudent.Create();
        var expected = await undisturbed.LearnAsync(Examples, Plan, null, CancellationToken.None);

        using var stop = new CancellationTokenSource();
        await Should.ThrowAsync<OperationCanceledException>(() => ToyStudent.Create().LearnAsync(Examples, Plan, Context(StopAt(stop, stopAfter)), stop.Token));
        var made = new List<int>();
        var resumed = ToyStudent.Create();
        var summary = await resumed.LearnAsync(Examples, Plan, Context(new Inline(progress => made.Add(progress.Step))), CancellationToken.None);

        made.ShouldBe(Enumerable.Range(stopAfter + 1, Plan.Steps - stopAfter));
        summary.Losses.ShouldBe(expected.Losses);
        (summary.Steps, summary.Tokens, summary.TrainedTokens).ShouldBe((expected.Steps, expected.Tokens, expected.TrainedTokens));
        Bits(resumed).ShouldBe(Bits(undisturbed));
    }

    [Fact]
    public async Task One_that_rehearses_is_not_resumed_by_one_that_does_not()
    {
        using var stop = new CancellationTokenSource();
        await Should.ThrowAsync<OperationCanceledException>(() => ToyStudent.Create(rehearsal: 0.5).LearnAsync(Examples, Plan, Context(StopAt(stop, 3)), stop.Token));
        var made = new List<int>();
        await ToyStudent.Create().LearnAsync(Examples, Plan, Context(new Inline(progress => made.Add(progress.Step))), CancellationToken.None);

        made.ShouldBe(Enumerable.Range(1, Plan.Steps));
    }

    [Fact]
    public async Task A_pre_training_that_was_killed_goes_on_from_what_it_saved_last()
    {
        var factory = new WebShopStudent(ToyCatalogue.Catalogue, ToyCatalogue.Search, ToyStudent.Options with { PretrainingSteps = 5 });
        var expected = await factory.PretrainAsync(new Seed(1), null, CancellationToken.None);

        // A kill leaves no time to save: what is there was saved after step 2, as the clock of this test decides.
        var clock = new SteppedTime();
        await Should.ThrowAsync<InvalidOperationException>(() => factory.PretrainAsync(new Seed(1), Context(new Inline(Die)) with { Time = clock }, CancellationToken.None));
        var made = new List<int>();
        var resumed = await factory.PretrainAsync(new Seed(1), Context(new Inline(progress => made.Add(progress.Step))), CancellationToken.None);

        made.ShouldBe([3, 4, 5]);
        resumed.Summary.Losses.ShouldBe(expected.Summary.Losses);
        Bits((DecoderStudent)resumed.Student).ShouldBe(Bits((DecoderStudent)expected.Student));

        void Die(LearningProgress progress)
        {
            clock.Advance(TimeSpan.FromSeconds(progress.Step == 2 ? 120 : 0));
            if (progress.Step == 4)
            {
                throw new InvalidOperationException("killed");
            }
        }
    }

    [Fact]
    public async Task Another_trainings_state_is_not_taken_up()
    {
        await StopAsync(Plan);
        foreach (var (plan, examples) in new[] { (Plan with { LearningRate = 2e-3 }, Examples), (Plan with { Seed = new Seed(2) }, Examples), (Plan, Examples[1..]) })
        {
            var first = new List<int>();
            await ToyStudent.Create().LearnAsync(examples, plan, Context(new Inline(progress => first.Add(progress.Step))), CancellationToken.None);
            first[0].ShouldBe(1);
        }
    }

    [Fact]
    public async Task A_damaged_state_is_told_with_what_to_delete()
    {
        await StopAsync(Plan);
        File.WriteAllText(Path.Combine(Folder, "progress.json"), "{");
        var message = (await Should.ThrowAsync<GleanerException>(() => ToyStudent.Create().LearnAsync(Examples, Plan, Context(null), CancellationToken.None))).Message;
        message.ShouldContain($"Delete {Folder}");
    }

    private async Task StopAsync(LearningPlan plan)
    {
        using var stop = new CancellationTokenSource();
        await Should.ThrowAsync<OperationCanceledException>(() => ToyStudent.Create().LearnAsync(Examples, plan, Context(StopAt(stop, 2)), stop.Token));
    }

    private LearningContext Context(IProgress<LearningProgress>? progress) => new() { Progress = progress, WorkFolder = Folder };

    private static Inline StopAt(CancellationTokenSource source, int step) => new(progress =>
    {
        if (progress.Step == step)
        {
            source.Cancel();
        }
    });

    private static float[] Bits(DecoderStudent student) => [.. ((FullParameters)student.Parameters).Model.Parameters.SelectMany(parameter => parameter.Span.ToArray())];

    private sealed class SteppedTime : TimeProvider
    {
        private long _ticks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _ticks;

        public void Advance(TimeSpan time) => _ticks += time.Ticks;
    }
}
