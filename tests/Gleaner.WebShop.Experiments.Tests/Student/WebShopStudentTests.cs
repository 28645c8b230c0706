using Gleaner.Randomness;
using Gleaner.Students;
using Gleaner.Students.Learning;
using Gleaner.Students.Parameters;
using Gleaner.WebShop.Experiments.Tests.Shop;
using Gleaner.WebShop.Student;

namespace Gleaner.WebShop.Experiments.Tests.Student;

public sealed class WebShopStudentTests : IDisposable
{
    private readonly string _folder = Path.Combine(Directory.CreateTempSubdirectory("gleaner").FullName, "student");

    public void Dispose() => Directory.Delete(Path.GetDirectoryName(_folder)!, recursive: true);

    [Fact]
    public async Task A_loaded_student_samples_what_the_saved_one_sampled()
    {
        var factory = Factory(ToyStudent.Options);
        var saved = factory.Create(new Seed(1));
        saved.Save(_folder);
        File.Exists(Path.Combine(_folder, "vocabulary.json")).ShouldBeTrue();
        var other = factory.Create(new Seed(2));
        var loaded = other.Load(_folder);
        (await Sampled(loaded)).ShouldBe(await Sampled(saved));
        (await Sampled(other)).ShouldNotBe(await Sampled(saved));
    }

    [Fact]
    public void A_checkpoint_of_another_vocabulary_is_refused()
    {
        Factory(ToyStudent.Options).Create(new Seed(1)).Save(_folder);
        var other = Factory(ToyStudent.Options with { Pieces = 120 }).Create(new Seed(1));
        Should.Throw<GleanerException>(() => other.Load(_folder)).Message.ShouldContain("another vocabulary");
    }

    [Fact]
    public void A_checkpoint_of_another_shape_is_refused()
    {
        Factory(ToyStudent.Options).Create(new Seed(1)).Save(_folder);
        var other = Factory(ToyStudent.Options with { Layers = 1 }).Create(new Seed(1));
        Should.Throw<GleanerException>(() => other.Load(_folder)).Message.ShouldContain(_folder);
    }

    [Fact]
    public void A_folder_without_checkpoint_is_refused() =>
        Should.Throw<GleanerException>(() => Factory(ToyStudent.Options).Create(new Seed(1)).Load(_folder)).Message.ShouldContain(_folder);

    [Fact]
    public async Task Pretraining_depends_on_the_seed_and_not_on_threads()
    {
        var alone = await Factory(ToyStudent.Options).PretrainAsync(new Seed(1), null, CancellationToken.None);
        var threads = await Factory(ToyStudent.Options with { Learning = new LearningOptions { Threads = 3 } }).PretrainAsync(new Seed(1), null, CancellationToken.None);
        var other = await Factory(ToyStudent.Options).PretrainAsync(new Seed(2), null, CancellationToken.None);
        alone.Summary.Losses.ShouldBe(threads.Summary.Losses);
        Parameters(alone.Student).ShouldBe(Parameters(threads.Student));
        Parameters(alone.Student).ShouldNotBe(Parameters(other.Student));
    }

    [Fact]
    public void Impossible_settings_are_told_as_such()
    {
        Should.Throw<GleanerException>(() => Factory(ToyStudent.Options with { Width = 40 })).Message.ShouldContain("Width is 40");
        Should.Throw<GleanerException>(() => Factory(ToyStudent.Options with { Pieces = 5 })).Message.ShouldContain("student.pieces = 5");
    }

    private static WebShopStudent Factory(WebShopStudentOptions options) => new(ToyCatalogue.Catalogue, ToyCatalogue.Search, options);

    private static float[] Parameters(IStudent student) =>
        [.. ((FullParameters)((DecoderStudent)student).Parameters).Model.Parameters.SelectMany(parameter => parameter.Span.ToArray())];

    private static async Task<string[]> Sampled(IStudent student) =>
    [
        .. from rollout in await ToyStudent.RollOutAsync(student, ToyStudent.FromStart(2), 1)
           from turn in rollout.Trajectory.Turns
           select $"{turn.Action} {BitConverter.DoubleToInt64Bits(turn.Tokens!.LogProbability)}",
    ];
}
