using Gleaner.Decoder.Checkpoints.HuggingFace;
using Gleaner.Decoder.Lora;
using Gleaner.Decoder.Model;
using Gleaner.Decoder.Sampling;
using Gleaner.Decoder.Training;
using Gleaner.Tinker;

namespace Gleaner.ModelServers.Tests;

/// <summary>What is trained and sampled through the server is what the engine does in this process.</summary>
public sealed class TrainingTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    private static readonly int[] Ids = [256, 72, 101, 108, 108, 111, 257, 10, 65, 66, 257];
    private static readonly float[] Weights = [0, 0, 0, 0, 0.25f, 1, 0.5f, 0, 1, 1, 1];

    private static CancellationToken Stop => ServerFixture.Stop;

    [Fact]
    public async Task Steps_of_cross_entropy_give_the_losses_and_weights_of_the_engine_itself()
    {
        var model = await server.CreateModelAsync();
        using var trainer = OwnTrainer(out var adapter);
        int[] other = [256, 90, 91, 257];
        float[] otherWeights = [0, 0.75f, 0, 2];
        var total = Weights.Sum() + otherWeights.Sum();
        for (var step = 0; step < 5; step++)
        {
            var own = trainer.Step([new TrainingSequence(Ids, Weights), new TrainingSequence(other, otherWeights)]);

            // The server's loss is a sum: weights that add up to 1 make it the mean.
            TinkerDatum[] data = [.. new[] { (Ids, Weights), (other, otherWeights) }.Select(pair => TinkerDatum.Of(pair.Item1, pair.Item2.Select(weight => weight / total).ToArray()))];
            var pass = await model.ForwardBackwardAsync(data, TinkerLoss.CrossEntropy, Stop);
            var optim = await model.OptimStepAsync(new TinkerAdam(1e-2) { Epsilon = 1e-8, WeightDecay = 0.01, MaxGradientNorm = 1 }, Stop);
            var result = await pass.ResultAsync(Stop);
            result.Metrics["loss:sum"].ShouldBe(own.Loss, 1e-5);
            LossOf(data, result).ShouldBe(own.Loss, 1e-5);
            (await optim.ResultAsync(Stop))["grad_norm"].ShouldBe(own.GradientNorm, 1e-5);
        }

        var path = await (await model.SaveWeightsAsync("after", Stop)).ResultAsync(Stop);
        path.ShouldBe($"tinker://{model.Id}/weights/after");
        var saved = PeftFolder.Load(Path.Combine(Path.GetDirectoryName(server.Folder)!, "checkpoints", model.Id, "weights", "after"), adapter.Config);
        foreach (var (mine, theirs) in adapter.Parameters.Zip(saved.Parameters))
        {
            ((double)Distance(mine.Span, theirs.Span)).ShouldBeLessThan(1e-5);
        }
    }

    [Fact]
    public async Task Saved_weights_are_sampled_from_as_the_engine_samples_and_scored_as_it_scores()
    {
        var model = await server.CreateModelAsync();
        for (var step = 0; step < 20; step++)
        {
            await model.ForwardBackwardAsync([TinkerDatum.Of(Ids, Weights)], TinkerLoss.CrossEntropy, Stop);
            await model.OptimStepAsync(new TinkerAdam(3e-2), Stop);
        }

        var path = await (await model.SaveForSamplingAsync("sampler", Stop)).ResultAsync(Stop);
        int[] prompt = [256, 72, 101, 108];
        var greedy = await SampleAsync(path, prompt, new TinkerSampling(6) { Temperature = 0, StopIds = [257] });
        greedy.Tokens.ShouldBe([.. Ids.Skip(4).Take(3)], "it has learnt that by heart");
        greedy.Stopped.ShouldBeTrue();

        // The same probabilities from the pass of training: what is sampled is what is trained.
        int[] whole = [.. prompt, .. greedy.Tokens];
        var scored = (await (await model.ForwardAsync([TinkerDatum.Of(whole, new float[whole.Length])], TinkerLoss.CrossEntropy, Stop)).ResultAsync(Stop)).LogProbabilities[0].ToArray();
        for (var i = 0; i < greedy.Tokens.Length; i++)
        {
            greedy.LogProbabilities!.Value[i].ShouldBe(scored[prompt.Length - 1 + i], 1e-4f);
        }

        var seeded = new TinkerSampling(20) { Temperature = 1, Seed = 11, StopIds = [257] };
        var drawn = await SampleAsync(path, prompt, seeded);
        (await SampleAsync(path, prompt, seeded)).Tokens.ShouldBe(drawn.Tokens);
        (await SampleAsync(path, prompt, seeded with { Seed = 12 })).Tokens.ShouldNotBe(drawn.Tokens);
    }

    [Fact]
    public async Task Sequences_sampled_together_are_those_sampled_alone()
    {
        var sampling = new TinkerSampling(12) { Seed = 4 };
        int[][] prompts = [[256, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10], [256, 1, 2, 3, 4, 5, 6, 7, 8, 9, 11], [256, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 13], [9]];
        var together = await Task.WhenAll(prompts.Select(prompt => SampleBaseAsync(prompt, sampling)));
        for (var i = 0; i < prompts.Length; i++)
        {
            (await SampleBaseAsync(prompts[i], sampling)).Tokens.ShouldBe(together[i].Tokens);
        }

        var several = await (await server.Client.SampleAsync(TinkerWeights.Base(ServerFixture.Model), prompts[0], sampling, count: 3, withPrompt: true, cancellationToken: Stop)).ResultAsync(Stop);
        several.Sequences.Length.ShouldBe(3);
        several.Sequences[0].Tokens.ShouldBe(together[0].Tokens);
        several.PromptLogProbabilities!.Count.ShouldBe(prompts[0].Length);
        several.PromptLogProbabilities[0].ShouldBeNull();
        several.PromptLogProbabilities.Skip(1).ShouldAllBe(value => value < 0);
    }

    [Fact]
    public async Task Gradients_of_parts_add_up_to_that_of_the_whole()
    {
        TinkerModel whole = await server.CreateModelAsync(), parts = await server.CreateModelAsync();
        TinkerDatum first = TinkerDatum.Of(Ids, Weights), second = TinkerDatum.Of(new[] { 256, 90, 91, 257 }, new float[] { 0, 1, 1, 1 });
        await whole.ForwardBackwardAsync([first, second], TinkerLoss.CrossEntropy, Stop);
        await parts.ForwardBackwardAsync([first], TinkerLoss.CrossEntropy, Stop);
        await parts.ForwardBackwardAsync([second], TinkerLoss.CrossEntropy, Stop);
        var norms = await Task.WhenAll(new[] { whole, parts }.Select(async model => (await (await model.OptimStepAsync(new TinkerAdam(1e-3), Stop)).ResultAsync(Stop))["grad_norm"]));
        norms[0].ShouldBe(norms[1], 1e-5);
    }

    [Fact]
    public async Task Weights_and_optimiser_are_taken_up_by_another_model()
    {
        var model = await server.CreateModelAsync();
        var loaded = await server.CreateModelAsync(seed: 99);
        await StepAsync(model);
        var state = await (await model.SaveWeightsAsync("state", Stop)).ResultAsync(Stop);
        await (await loaded.LoadWeightsAsync(state, withOptimizer: true, Stop)).ResultAsync(Stop);
        var (one, other) = (await StepAsync(model), await StepAsync(loaded));
        other.ShouldBe(one);
        (await StepAsync(loaded)).ShouldBe(await StepAsync(model), "the optimiser's memory is the same, too");

        (await Should.ThrowAsync<TinkerException>(() => model.LoadWeightsAsync(state, true, Stop))).Message.ShouldContain("first operation");

        async Task<double> StepAsync(TinkerModel trained)
        {
            var pass = await trained.ForwardBackwardAsync([TinkerDatum.Of(Ids, Weights)], TinkerLoss.CrossEntropy, Stop);
            await trained.OptimStepAsync(new TinkerAdam(1e-2), Stop);
            return (await pass.ResultAsync(Stop)).Metrics["loss:sum"];
        }
    }

    [Fact]
    public async Task Targets_can_be_others_than_the_next_inputs()
    {
        var model = await server.CreateModelAsync();
        int[] inputs = [256, 72, 101], targets = [72, 99, 257];
        var scored = (await (await model.ForwardAsync([new TinkerDatum(inputs, targets)], TinkerLoss.CrossEntropy, Stop)).ResultAsync(Stop)).LogProbabilities[0].ToArray();
        var expected = (await (await model.ForwardAsync([new TinkerDatum(new[] { 256, 72 }, new[] { 72, 99 })], TinkerLoss.CrossEntropy, Stop)).ResultAsync(Stop)).LogProbabilities[0].ToArray();
        scored[..2].ShouldBe(expected);
    }

    private static double LossOf(TinkerDatum[] data, TinkerPassResult result) =>
        -data.Zip(result.LogProbabilities).Sum(pair => pair.First.Weights.ToArray().Zip(pair.Second.ToArray(), (weight, score) => weight * (double)score).Sum());

    private static float Distance(ReadOnlySpan<float> one, ReadOnlySpan<float> other)
    {
        var most = 0f;
        for (var i = 0; i < one.Length; i++)
        {
            most = Math.Max(most, Math.Abs(one[i] - other[i]));
        }

        return most;
    }

    private Trainer OwnTrainer(out LoraAdapter adapter)
    {
        var folder = HuggingFaceFolder.Open(server.Folder, 256);
        adapter = LoraAdapter.Create(folder.Config, new LoraOptions { Rank = 2, Alpha = 4 }, 5);
        return new Trainer(folder.LoadFrozen(WeightPrecision.BFloat16), adapter, new TrainerOptions { Schedule = LearningRateSchedule.Constant(1e-2), Threads = 1 });
    }

    private async Task<TinkerSequence> SampleAsync(string path, int[] prompt, TinkerSampling sampling) =>
        (await (await server.Client.SampleAsync(TinkerWeights.Saved(path), prompt, sampling, cancellationToken: Stop)).ResultAsync(Stop)).Sequences.Single();

    private async Task<TinkerSequence> SampleBaseAsync(int[] prompt, TinkerSampling sampling) =>
        (await (await server.Client.SampleAsync(TinkerWeights.Base(ServerFixture.Model), prompt, sampling, cancellationToken: Stop)).ResultAsync(Stop)).Sequences.Single();
}
