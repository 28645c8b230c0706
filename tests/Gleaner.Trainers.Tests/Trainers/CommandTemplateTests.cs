using Gleaner.Trainers.Trainers;

namespace Gleaner.Trainers.Tests.Trainers;

public sealed class CommandTemplateTests
{
    private static readonly TrainingJob Job = new("/a b/data", "/base", "/out") { Steps = 3, BatchSize = 2, LearningRate = 2e-5, Seed = 7 };

    [Fact]
    public void Placeholders_are_filled_and_an_argument_stays_one()
    {
        var template = new CommandTemplate(["python3", "sft.py", "--data={data}", "{base}", "{output}", "{steps}/{batch}", "{learning_rate}", "{seed}", "{{data}}"]);

        template.For(Job).ShouldBe(["python3", "sft.py", "--data=/a b/data", "/base", "/out", "3/2", "2E-05", "7", "{data}"]);
    }

    [Fact]
    public void A_template_that_cannot_work_is_refused()
    {
        Should.Throw<GleanerException>(() => new CommandTemplate([])).Message.ShouldContain("empty");
        Should.Throw<GleanerException>(() => new CommandTemplate(["x", "{data}"])).Message.ShouldContain("{output}");
        Should.Throw<GleanerException>(() => new CommandTemplate(["x", "{output}"])).Message.ShouldContain("{data}");
        Should.Throw<GleanerException>(() => new CommandTemplate(["x", "{data}", "{output}", "{modle}"])).Message.ShouldContain("{modle}");
        Should.Throw<GleanerException>(() => new CommandTemplate(["x", "{data"])).Message.ShouldContain("without a '}'");
    }
}
