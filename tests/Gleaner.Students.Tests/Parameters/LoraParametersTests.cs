using Gleaner.Decoder.Lora;
using Gleaner.Decoder.Model;
using Gleaner.Decoder.Sampling;
using Gleaner.Randomness;
using Gleaner.Students.Parameters;
using Gleaner.Students.Tests.Learning;
using Gleaner.WebShop.Experiments.Tests.Shop;

namespace Gleaner.Students.Tests.Parameters;

public sealed class LoraParametersTests : ToyLearning
{
    private static readonly LoraOptions Lora = new() { Rank = 4, Alpha = 8, Dropout = 0.1 };
    private static readonly LearningPlan Plan = new(4, 2, 1e-2, new Seed(1));

    [Fact]
    public async Task Learning_changes_the_adapters_alone_and_what_the_student_does()
    {
        var model = Model();
        float[] before = [.. model.Parameters.SelectMany(parameter => parameter.Span.ToArray())];
        var student = Create(model);
        var untrained = await Sample(student);
        var losses = (await student.LearnAsync(Examples, Plan with { Steps = 12 }, null, CancellationToken.None)).Losses;
        losses[^1].ShouldBeLessThan(losses[0]);
        model.Parameters.SelectMany(parameter => parameter.Span.ToArray()).ShouldBe(before);
        (await Sample(student)).ShouldNotBe(untrained);
    }

    [Fact]
    public async Task A_saved_student_acts_as_it_did_after_loading()
    {
        var student = Create(Model());
        await student.LearnAsync(Examples, Plan, null, CancellationToken.None);
        student.Save(Folder);
        (await Sample(Create(Model(), adapterSeed: 9).Load(Folder))).ShouldBe(await Sample(student));
    }

    [Fact]
    public void Adapters_of_another_kind_are_refused()
    {
        Create(Model()).Save(Folder);
        Should.Throw<GleanerException>(() => Create(Model(), Lora with { Rank = 2 }).Load(Folder)).Message.ShouldContain("Rank = 2");
    }

    [Fact]
    public async Task A_learning_that_was_stopped_ends_with_the_same_bits()
    {
        var undisturbed = Create(Model());
        var expected = await undisturbed.LearnAsync(Examples, Plan, null, CancellationToken.None);

        using var stop = new CancellationTokenSource();
        var stopping = new Inline(progress =>
        {
            if (progress.Step == 2)
            {
                stop.Cancel();
            }
        });
        await Should.ThrowAsync<OperationCanceledException>(() =>
            Create(Model()).LearnAsync(Examples, Plan, new LearningContext { WorkFolder = Folder, Progress = stopping }, stop.Token));
        var resumed = Create(Model());
        (await resumed.LearnAsync(Examples, Plan, new LearningContext { WorkFolder = Folder }, CancellationToken.None)).Losses.ShouldBe(expected.Losses);
        Bits(resumed).ShouldBe(Bits(undisturbed));
    }

    private static DecoderModel Model() => DecoderModel.Create(ToyStudent.Shape(768), 1);

    private static DecoderStudent Create(DecoderModel model, LoraOptions? options = null, ulong adapterSeed = 3) => new(
        new LoraParameters(FrozenDecoder.From(model), LoraAdapter.Create(model.Config, options ?? Lora, adapterSeed), "toy"),
        ToyStudent.View,
        new VocabularyFiles(ToyStudent.Vocabulary.Subwords),
        ToyStudent.Options.Learning);

    private static float[] Bits(DecoderStudent student) =>
        [.. ((LoraParameters)student.Parameters).Adapter.Parameters.SelectMany(parameter => parameter.Span.ToArray())];

    private static async Task<string[]> Sample(IStudent student) =>
    [
        .. from rollout in await ToyStudent.RollOutAsync(student, ToyStudent.FromStart(2), 1)
           from turn in rollout.Trajectory.Turns
           select $"{turn.Action} {BitConverter.DoubleToInt64Bits(turn.Tokens!.LogProbability)}",
    ];
}
