using Gleaner.Endpoints.Policies;
using Gleaner.Endpoints.Prompts;
using Gleaner.Randomness;
using Gleaner.Students;
using Gleaner.Trainers.Served;

namespace Gleaner.Trainers.Tests;

/// <summary>A served student is a name: what becomes of it when it learns, is saved and is loaded.</summary>
public sealed class ServedStudentTests : IDisposable
{
    private static readonly LearningPlan Plan = new(1, 1, 1e-3, new Seed(3));

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Learning_gives_another_name_that_a_checkpoint_keeps_and_the_next_learning_goes_on_from()
    {
        var tuner = new CountingTuner();
        var students = Students("base", tuner);
        var (student, summary) = await students.PretrainAsync(default, null, CancellationToken.None);
        summary.ShouldBe(LearningSummary.None);

        var learnt = await student.LearnAsync(Samples.Binary(), Plan, new LearningContext { WorkFolder = _folder.File("work") }, CancellationToken.None);
        student.Save(_folder.File("checkpoint"));
        await students.Create(default).Load(_folder.File("checkpoint")).LearnAsync(Samples.Binary(), Plan, null, CancellationToken.None);

        (learnt.Tokens, learnt.TrainedTokens, learnt.Steps).ShouldBe((77, 77, 0));
        File.ReadAllText(_folder.File("checkpoint", "served.json")).ShouldBe("""{"baseModel":"base","model":"base-tuned"}""");
        tuner.Works.Select(work => work.Model).ShouldBe(["base", "base-tuned"]);
        tuner.Works[0].Folder.ShouldBe(_folder.File("work"));
    }

    [Fact]
    public void A_checkpoint_of_another_base_model_or_a_damaged_one_is_refused()
    {
        Students("base", new CountingTuner()).Create(default).Save(_folder.File("checkpoint"));
        var other = Students("another", new CountingTuner()).Create(default);

        Should.Throw<GleanerException>(() => other.Load(_folder.File("checkpoint"))).Message.ShouldContain("was made from the model base, not from another");
        File.WriteAllText(_folder.File("checkpoint", "served.json"), "{}");
        Should.Throw<GleanerException>(() => other.Load(_folder.File("checkpoint"))).Message.ShouldContain("'baseModel' or 'model' is missing");
        Should.Throw<GleanerException>(() => other.Load(_folder.File("nowhere"))).Message.ShouldContain("this is not a checkpoint of a served student");
    }

    [Fact]
    public async Task Nothing_to_learn_from_asks_for_no_job()
    {
        var tuner = new CountingTuner();

        (await Should.ThrowAsync<GleanerException>(
            () => Students("base", tuner).Create(default).LearnAsync([Samples.Example(1, 0, 0)], Plan, null, CancellationToken.None)))
            .Message.ShouldContain("nothing to learn from");

        tuner.Works.ShouldBeEmpty();
    }

    private static ServedStudents Students(string model, IModelTuner tuner) => new(
        new ChatPolicyOptions("student", model, new AgentPrompt(Samples.Rules, PromptStyle.Student, [])),
        () => throw new InvalidOperationException("Nobody acts here."),
        tuner);

    private sealed class CountingTuner : IModelTuner
    {
        public List<TuningWork> Works { get; } = [];

        public Task<TunedModel> TuneAsync(TuningWork work, CancellationToken cancellationToken)
        {
            Works.Add(work);
            return Task.FromResult(new TunedModel(work.Model + "-tuned", 77));
        }
    }
}
