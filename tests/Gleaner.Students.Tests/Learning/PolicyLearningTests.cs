using Gleaner.Decoder.Training;
using Gleaner.Randomness;
using Gleaner.Selection;
using Gleaner.Students.Learning;
using Gleaner.Students.Parameters;
using Gleaner.WebShop.Experiments.Tests.Shop;

namespace Gleaner.Students.Tests.Learning;

/// <summary>A student that learns from samples with advantages in the toy shop.</summary>
public sealed class PolicyLearningTests : ToyLearning
{
    private static readonly LearningPlan Plan = new(6, 2, 1e-3, new Seed(1));

    // Whole demonstrations as if the student had sampled them, by turns reinforced and discouraged.
    private static readonly LearningSet Set = new([])
    {
        Samples = [.. Examples.Select((example, i) => new AdvantagedSample(example, i % 2 == 0 ? 1 : -1))],
        PolicyLoss = new GroupPolicyLoss { KlWeight = 0 },
        Groups = new GroupCounts(1, 0),
    };

    // At the student that sampled, the ratio is 1: the gradient is that of the likelihood, times the advantage.
    [Fact]
    public void The_first_step_is_that_of_the_likelihood_by_the_advantage()
    {
        var student = ToyStudent.Create();
        using var trainer = student.Parameters.CreateTrainer(new TrainerOptions { Threads = 2, Schedule = LearningRateSchedule.Constant(0), WeightDecay = 0, MaxGradientNorm = double.PositiveInfinity });
        var rendered = student.Render(Examples[0]);
        trainer.Step([rendered.ToTrainingSequence()]);
        var likelihood = Gradients(trainer);
        trainer.StepPolicy(References.Of([new RenderedSample(rendered, -2)], trainer, normalizesLength: false), new PolicyLossOptions());
        var policy = Gradients(trainer);
        var largest = likelihood.Max(Math.Abs);
        for (var i = 0; i < likelihood.Length; i++)
        {
            policy[i].ShouldBe((new TrainerOptions().Beta1 * likelihood[i]) - (2 * likelihood[i]), 1e-4f * largest);
        }

        // The optimiser's mean is (1 − β₁) of the gradient, and β₁ of the mean before.
        static double[] Gradients(Trainer trainer) => [.. trainer.Optimizer.FirstMoments.SelectMany(
            moments => moments.Span.ToArray().Select(mean => mean / (1 - new TrainerOptions().Beta1)))];
    }

    [Fact]
    public void With_normalised_lengths_each_sample_has_the_same_say()
    {
        var student = ToyStudent.Create();
        using var trainer = student.Parameters.CreateTrainer(new TrainerOptions { Threads = 1 });
        var samples = Set.Samples.Select(sample => new RenderedSample(student.Render(sample.Example), sample.Advantage)).ToList();
        foreach (var sequence in References.Of(samples, trainer, normalizesLength: true))
        {
            sequence.Sequence.Weights.ToArray().Sum(weight => (double)weight).ShouldBe(1, 1e-5);
        }

        // Half are worth 1 and half −1, and no ratio has moved.
        trainer.EvaluatePolicy(References.Of(samples[..2], trainer, normalizesLength: true), new PolicyLossOptions()).Loss.ShouldBe(0, 1e-5);
    }

    [Fact]
    public async Task Learning_makes_what_earned_more_likelier_and_what_earned_less_less_likely()
    {
        var student = ToyStudent.Create();
        var before = LogProbabilities(student);
        await student.LearnAsync(Set with { Samples = [.. Set.Samples.Take(2)] }, Plan with { Steps = 20 }, null, CancellationToken.None);
        var after = LogProbabilities(student);
        (after[0] - before[0]).ShouldBeGreaterThan(after[1] - before[1]);
    }

    [Fact]
    public async Task Results_do_not_depend_on_the_number_of_threads()
    {
        var mixed = Set with { Examples = [.. Examples], Pairs = [new TrajectoryPair(Examples[0], Examples[1])] };
        var (losses, bits) = await LearnAsync(threads: 1, mixed);
        foreach (var threads in new[] { 2, 5 })
        {
            var other = await LearnAsync(threads, mixed);
            other.Losses.ShouldBe(losses);
            other.Bits.ShouldBe(bits);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public async Task A_resumed_training_keeps_the_reference_of_its_start(int stopAfter)
    {
        var undisturbed = ToyStudent.Create();
        var expected = await undisturbed.LearnAsync(Set, Plan, null, CancellationToken.None);
        using var stop = new CancellationTokenSource();
        var stopping = new Inline(progress =>
        {
            if (progress.Step == stopAfter)
            {
                stop.Cancel();
            }
        });
        await Should.ThrowAsync<OperationCanceledException>(() =>
            ToyStudent.Create().LearnAsync(Set, Plan, new LearningContext { WorkFolder = Folder, Progress = stopping }, stop.Token));
        var resumed = ToyStudent.Create();
        (await resumed.LearnAsync(Set, Plan, new LearningContext { WorkFolder = Folder }, CancellationToken.None)).Losses.ShouldBe(expected.Losses);
        Bits(resumed).ShouldBe(Bits(undisturbed));
    }

    [Fact]
    public async Task Another_loss_or_advantage_is_another_training()
    {
        using var stop = new CancellationTokenSource();
        var stopping = new Inline(_ => stop.Cancel());
        await Should.ThrowAsync<OperationCanceledException>(() =>
            ToyStudent.Create().LearnAsync(Set, Plan, new LearningContext { WorkFolder = Folder, Progress = stopping }, stop.Token));
        var other = Set with { Samples = [.. Set.Samples.Select(sample => sample with { Advantage = 2 * sample.Advantage })] };
        var expected = await ToyStudent.Create().LearnAsync(other, Plan, null, CancellationToken.None);
        (await ToyStudent.Create().LearnAsync(other, Plan, new LearningContext { WorkFolder = Folder }, CancellationToken.None)).Losses.ShouldBe(expected.Losses);
    }

    [Theory]
    [InlineData(1, 0, 0, "ssssss")]
    [InlineData(1, 0, 1, "esesesesesesesesesesesesese")]
    [InlineData(1, 1, 1, "epsepsepseps")]
    [InlineData(1, 0, 2, "eesees")]
    public async Task Steps_take_turns_by_their_numbers(int samples, int pairs, int examples, string steps)
    {
        // The loss of a pair is log 2 at so small a β, that of a sample with Â = 0.01 is −0.01 at first; an example's is far above both.
        var set = new LearningSet([.. Examples.Take(examples)])
        {
            Pairs = [.. Enumerable.Range(0, pairs).Select(_ => new TrajectoryPair(Examples[0], Examples[1]))],
            Beta = 1e-6,
            Samples = [.. Examples.Take(samples).Select(example => new AdvantagedSample(example, 0.01))],
        };
        var losses = (await ToyStudent.Create().LearnAsync(set, Plan with { Steps = steps.Length, LearningRate = 1e-7 }, null, CancellationToken.None)).Losses;
        string.Concat(losses.Select(loss => loss < 0 ? 's' : Math.Abs(loss - Math.Log(2)) < 1e-3 ? 'p' : 'e')).ShouldBe(steps);
    }

    private static double[] LogProbabilities(DecoderStudent student)
    {
        using var trainer = student.Parameters.CreateTrainer(new TrainerOptions { Threads = 1 });
        return [.. trainer.LogProbabilities([.. Set.Samples.Select(sample => student.Render(sample.Example).ToTrainingSequence())]).Select(log => log.Sum())];
    }

    private static async Task<(IReadOnlyList<double> Losses, float[] Bits)> LearnAsync(int threads, LearningSet set)
    {
        var student = ToyStudent.Create();
        var rendered = new RenderedSet([.. set.Examples.Select(student.Render)])
        {
            Pairs = [.. set.Pairs.Select(pair => new RenderedPair(student.Render(pair.Chosen), student.Render(pair.Rejected), 1, 0))],
            Samples = [.. set.Samples.Select(sample => new RenderedSample(student.Render(sample.Example), sample.Advantage))],
            PolicyLoss = set.PolicyLoss,
        };
        var summary = await Task.Run(() => SequenceTrainer.Train(
            student.Parameters, rendered, Plan, new LearningOptions { Threads = threads }, null, CancellationToken.None));
        return (summary.Losses, Bits(student));
    }

    private static float[] Bits(DecoderStudent student) => [.. ((FullParameters)student.Parameters).Model.Parameters.SelectMany(parameter => parameter.Span.ToArray())];
}
