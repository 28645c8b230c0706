using Gleaner.Decoder.Training;
using Gleaner.Randomness;
using Gleaner.Selection;
using Gleaner.Students.Learning;
using Gleaner.Students.Parameters;
using Gleaner.WebShop.Experiments.Tests.Shop;

namespace Gleaner.Students.Tests.Learning;

/// <summary>A student that learns from preference pairs of the toy shop.</summary>
public sealed class PreferenceLearningTests : ToyLearning
{
    private const double Beta = 0.5;

    private static readonly LearningPlan Plan = new(6, 2, 1e-3, new Seed(1));

    // Each demonstration is preferred to the next one's actions, weighted from the second turn on.
    private static readonly LearningSet Pairs = new([])
    {
        Pairs = [.. Examples.Zip(Examples.Skip(1).Append(Examples[0])).Select((pair, i) => new TrajectoryPair(Late(pair.First), Late(pair.Second)) { Weight = 1 + i, NllWeight = i })],
        Beta = Beta,
    };

    // The optimiser's first mean is (1 − β₁) of the first gradient. It is compared with central differences of the loss that is evaluated, at the
    // largest entry of each tensor.
    [Fact]
    public void The_gradient_of_rendered_pairs_is_that_of_their_loss()
    {
        const float step = 5e-3f;
        var student = ToyStudent.Create();
        var options = new PreferenceOptions { Beta = Beta };
        using var trainer = student.Parameters.CreateTrainer(new TrainerOptions { Threads = 2, Schedule = LearningRateSchedule.Constant(0), WeightDecay = 0, MaxGradientNorm = double.PositiveInfinity });
        var pairs = References.Of(Render(student, Pairs), trainer);
        trainer.StepPreference(pairs, options);

        foreach (var (parameter, moments) in ((FullParameters)student.Parameters).Model.Parameters.Zip(trainer.Optimizer.FirstMoments))
        {
            var gradient = moments.Span.ToArray().Select(mean => mean / (1 - new TrainerOptions().Beta1)).ToArray();
            var largest = Enumerable.Range(0, gradient.Length).MaxBy(i => Math.Abs(gradient[i]));
            var kept = parameter.Span[largest];
            var difference = (LossAt(parameter, largest, kept + step) - LossAt(parameter, largest, kept - step)) / (2 * step);
            parameter.Span[largest] = kept;
            gradient[largest].ShouldBe(difference, 2e-3 + (0.05 * Math.Abs(difference)), parameter.Name);
        }

        double LossAt(Decoder.Model.Parameter parameter, int index, float value)
        {
            parameter.Span[index] = value;
            return trainer.EvaluatePreference(pairs, options).Loss;
        }
    }

    [Fact]
    public async Task Learning_starts_at_a_margin_of_zero_and_widens_it()
    {
        var student = ToyStudent.Create();
        var pairs = Pairs with { Pairs = [.. Pairs.Pairs.Select(pair => pair with { NllWeight = 0 })] };
        var losses = (await student.LearnAsync(pairs, Plan with { Steps = 20, BatchSize = pairs.Pairs.Length, LearningRate = 1e-4 }, null, CancellationToken.None)).Losses;
        losses[0].ShouldBe(Math.Log(2), 1e-9);
        losses[^1].ShouldBeLessThan(losses[0]);
    }

    [Fact]
    public async Task Results_do_not_depend_on_the_number_of_threads()
    {
        var mixed = Pairs with { Examples = [.. Examples] };
        var (losses, bits) = await LearnAsync(threads: 1, mixed);
        foreach (var threads in new[] { 2, 5 })
        {
            var other = await LearnAsync(threads, mixed);
            other.Losses.ShouldBe(losses);
            other.Bits.ShouldBe(bits);
        }
    }

    [Theory]
    [InlineData(1, 0, "pppppp")]
    [InlineData(0, 1, "eeeeee")]
    [InlineData(2, 2, "epepep")]
    [InlineData(1, 2, "eepeep")]
    public async Task Steps_on_examples_and_on_pairs_take_turns_by_their_numbers(int pairs, int examples, string steps)
    {
        // With β so small that the loss of a pair is log 2 to seven digits, a step's loss tells its kind.
        var set = new LearningSet([.. Examples.Take(examples)])
        {
            Pairs = [.. Pairs.Pairs.Take(pairs).Select(pair => pair with { NllWeight = 0 })],
            Beta = 1e-6,
        };
        var losses = (await ToyStudent.Create().LearnAsync(set, Plan with { LearningRate = 1e-5 }, null, CancellationToken.None)).Losses;
        string.Concat(losses.Select(loss => Math.Abs(loss - Math.Log(2)) < 1e-4 ? 'p' : 'e')).ShouldBe(steps);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public async Task A_resumed_training_keeps_the_reference_of_its_start(int stopAfter)
    {
        var mixed = Pairs with { Examples = [.. Examples] };
        var undisturbed = ToyStudent.Create();
        var expected = await undisturbed.LearnAsync(mixed, Plan, null, CancellationToken.None);

        using var stop = new CancellationTokenSource();
        var stopping = new Inline(progress =>
        {
            if (progress.Step == stopAfter)
            {
                stop.Cancel();
            }
        });
        await Should.ThrowAsync<OperationCanceledException>(() =>
            ToyStudent.Create().LearnAsync(mixed, Plan, new LearningContext { WorkFolder = Folder, Progress = stopping }, stop.Token));
        var resumed = ToyStudent.Create();
        (await resumed.LearnAsync(mixed, Plan, new LearningContext { WorkFolder = Folder }, CancellationToken.None)).Losses.ShouldBe(expected.Losses);
        Bits(resumed).ShouldBe(Bits(undisturbed));
    }

    [Fact]
    public async Task A_pair_without_loss_on_one_side_is_left_out()
    {
        var nothing = Examples[0] with { Weights = [.. Examples[0].Weights.Select(weight => weight with { Weight = 0 })] };
        var set = new LearningSet([]) { Pairs = [new TrajectoryPair(Examples[0], nothing)] };
        (await Should.ThrowAsync<GleanerException>(() => ToyStudent.Create().LearnAsync(set, Plan, null, CancellationToken.None)))
            .Message.ShouldContain("nothing to learn from: 0 examples and 1 pairs");
    }

    private static async Task<(IReadOnlyList<double> Losses, float[] Bits)> LearnAsync(int threads, LearningSet set)
    {
        var student = ToyStudent.Create();
        var rendered = new RenderedSet([.. set.Examples.Select(student.Render)]) { Pairs = [.. Render(student, set)], Beta = set.Beta };
        var summary = await Task.Run(() => SequenceTrainer.Train(
            student.Parameters, rendered, Plan, new LearningOptions { Threads = threads }, null, CancellationToken.None));
        return (summary.Losses, Bits(student));
    }

    private static IEnumerable<RenderedPair> Render(DecoderStudent student, LearningSet set) =>
        set.Pairs.Select(pair => new RenderedPair(student.Render(pair.Chosen), student.Render(pair.Rejected), pair.Weight, pair.NllWeight));

    private static WeightedTrajectory Late(WeightedTrajectory example) =>
        example with { Weights = [.. example.Weights.Select((weight, turn) => weight with { Weight = turn == 0 ? 0 : 1 })] };

    private static float[] Bits(DecoderStudent student) => [.. ((FullParameters)student.Parameters).Model.Parameters.SelectMany(parameter => parameter.Span.ToArray())];
}
