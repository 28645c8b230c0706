using Gleaner.Endpoints.Spending;
using Gleaner.Randomness;
using Gleaner.Students;
using Gleaner.Trainers.TrainingApi;

namespace Gleaner.Trainers.Tests.TrainingApi;

/// <summary>Interrupted trainings end with the bytes of one that was not, and nothing is paid for twice that the server still has.</summary>
public sealed class TinkerTrainingTests(TinyLab lab) : IClassFixture<TinyLab>
{
    private static readonly LearningPlan Plan = new(10, 2, 1e-2, new Seed(3));

    [Fact]
    public async Task A_training_that_was_stopped_goes_on_with_the_same_model_and_makes_every_step_once()
    {
        var (expected, losses) = await LearnAsync("whole", _ => { });
        using var stop = new CancellationTokenSource();
        await Should.ThrowAsync<OperationCanceledException>(() => LearnAsync("stopped", step =>
        {
            if (step == 6)
            {
                stop.Cancel();
            }
        }, stop.Token));
        var (weights, resumed) = await LearnAsync("stopped", _ => { });

        weights.ShouldBe(expected);
        resumed.ShouldBe(losses);
        Steps("stopped").ShouldBe(Enumerable.Range(1, 10));
        Events("stopped").Count(one => one.Kind == TrainingEventKind.Model).ShouldBe(1);

        // What is done is taken from the journal.
        (await LearnAsync("stopped", _ => throw new InvalidOperationException("No step is made."))).Losses.ShouldBe(losses);
    }

    [Fact]
    public async Task Steps_that_the_server_has_made_and_nobody_noted_are_not_made_again()
    {
        var (expected, losses) = await LearnAsync("noted", _ => { });
        await Should.ThrowAsync<InvalidOperationException>(() => LearnAsync("killed", step => _ = step < 7 ? step : throw new InvalidOperationException("killed")));

        // As if the process had been killed before the last step was written down, in the middle of its line.
        var path = lab.File("killed", "student", "training.jsonl");
        var lines = File.ReadAllLines(path);
        lines[^1].ShouldContain("\"steps\":7");
        File.WriteAllText(path, string.Join('\n', lines[..^1]) + "\n{\"learn");
        var (weights, resumed) = await LearnAsync("killed", _ => { });

        weights.ShouldBe(expected);
        resumed.ShouldBe(losses);
        Steps("killed").ShouldBe(Enumerable.Range(1, 10));
        Events("killed").Count(one => one.Kind == TrainingEventKind.Model).ShouldBe(1);
    }

    [Fact]
    public async Task A_model_that_the_server_has_lost_is_taken_up_from_the_weights_saved_last()
    {
        var (expected, losses) = await LearnAsync("kept", _ => { });
        using var access = lab.Open("lost");
        var (weights, made) = await LearnAsync(access, "lost", step =>
        {
            if (step == 6 && access.Journal.Events.Count(one => one.Kind == TrainingEventKind.Model) == 1)
            {
                var model = access.Client.FindModelAsync(access.Journal.Events[^1].Model!, 1).GetAwaiter().GetResult();
                model!.UnloadAsync().GetAwaiter().GetResult();
            }
        });

        weights.ShouldBe(expected);
        made.ShouldBe(losses);
        access.Journal.Events.Where(one => one.Kind == TrainingEventKind.Step).Select(one => one.Steps!.Value).ShouldBe([1, 2, 3, 4, 5, 6, 5, 6, 7, 8, 9, 10], "from the weights of step 4 on");
    }

    [Fact]
    public async Task A_budget_stops_before_it_is_exceeded_and_a_larger_one_goes_on()
    {
        var (expected, _) = await LearnAsync("free", _ => { });
        using (var access = lab.Open("budget", new BudgetLimits(4, null, null)))
        {
            (await Should.ThrowAsync<BudgetSpentException>(() => LearnAsync(access, "budget", _ => { }))).Message.ShouldContain("4 calls");
        }

        Steps("budget").ShouldBe([1, 2, 3, 4]);
        using var larger = lab.Open("budget", new BudgetLimits(10, null, null));
        (await LearnAsync(larger, "budget", _ => { })).Weights.ShouldBe(expected);
        using var money = lab.Open("money", new BudgetLimits(null, null, 0.000_001m));
        (await Should.ThrowAsync<BudgetSpentException>(() => LearnAsync(money, "money", _ => { }))).Message.ShouldContain("a cost of");
    }

    [Fact]
    public async Task What_cannot_be_learnt_is_refused_before_anything_is_sent()
    {
        using var access = lab.Open("refused");
        var student = lab.Students(() => access).Create(new Seed(7));
        (await Should.ThrowAsync<GleanerException>(() => student.LearnAsync([Samples.Example(1, 0, 0)], Plan, null, TinyLab.Stop))).Message.ShouldContain("nothing to learn from");
        (await Should.ThrowAsync<GleanerException>(() => student.LearnAsync([Samples.Example(1, [new string('a', 5000)], [1])], Plan, null, TinyLab.Stop))).Message.ShouldContain("student.context");
        access.Journal.Events.ShouldBeEmpty();
    }

    private async Task<(byte[] Weights, IReadOnlyList<double> Losses)> LearnAsync(string run, Action<int> onStep, CancellationToken? stop = null)
    {
        using var access = lab.Open(run);
        return await LearnAsync(access, run, onStep, stop);
    }

    private async Task<(byte[] Weights, IReadOnlyList<double> Losses)> LearnAsync(TinkerAccess access, string run, Action<int> onStep, CancellationToken? stop = null)
    {
        var student = lab.Students(() => access).Create(new Seed(7));
        var context = new LearningContext { Progress = new Told(onStep) };
        var summary = await student.LearnAsync(Samples.Binary(), Plan, context, stop ?? TinyLab.Stop);
        student.Save(lab.File(run, "checkpoint"));
        return (lab.Weights(TinkerCheckpoint.Load(lab.File(run, "checkpoint"), "tiny").State), summary.Losses);
    }

    private IEnumerable<int> Steps(string run) => Events(run).Where(one => one.Kind == TrainingEventKind.Step).Select(one => one.Steps!.Value);

    private List<TrainingEvent> Events(string run)
    {
        using var access = lab.Open(run);
        return [.. access.Journal.Events];
    }

    private sealed class Told(Action<int> onStep) : IProgress<LearningProgress>
    {
        public void Report(LearningProgress value) => onStep(value.Step);
    }
}
