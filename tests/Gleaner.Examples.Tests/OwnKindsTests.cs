using Gleaner.Experiments;
using Gleaner.Experiments.Configuration;
using OwnEnvironment;
using OwnMethod;

namespace Gleaner.Examples.Tests;

/// <summary>The examples of kinds of your own.</summary>
public sealed class OwnKindsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static string Example(string name) => Path.Combine(Repository.Root, "examples", name);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task An_environment_comes_from_the_assembly_that_the_configuration_names()
    {
        var yaml = File.ReadAllText(Path.Combine(Example("OwnEnvironment"), "reach.yaml"))
            .Replace("bin/Release/net10.0/OwnEnvironment.dll", typeof(ReachKind).Assembly.Location.Replace('\\', '/'), StringComparison.Ordinal);
        var experiment = new ExperimentReader(GleanerHost.CreateBuilder().Kinds, "/").Parse(
            yaml, "reach.yaml", _folder.Path, "student.pretraining.steps=2", "training.bc.steps=4", "training.iteration.steps=2", "exploration.iterations=1");
        var summary = await experiment.RunAsync(_folder.File("run"), cancellationToken: TestContext.Current.CancellationToken);

        summary.Methods.Select(method => method.Description.Name).ShouldBe(["BC", "RFT×6", "EEF"]);
        summary.Manifest.Display!.Environment.ShouldBe("numbers up to 40");
        summary.Manifest.Display.RecordsTexts.ShouldBeTrue("what is not Gleaner's is read without its assembly");
        summary.Experts.Single().Trajectories.Count(trajectory => !trajectory.IsPositive(1)).ShouldBeGreaterThan(10);
    }

    [Fact]
    public void A_method_and_a_rule_are_read_checked_and_described_like_all_others()
    {
        var kinds = GleanerHost.CreateBuilder().Add(new NearTheEndKind(), new ShortestKind()).Kinds;
        var reader = new ExperimentReader(kinds, "/");
        var experiment = reader.Read(Path.Combine(Example("OwnMethod"), "own-method.yaml"));

        experiment.Methods[0].Configuration.ShouldBe(new NearTheEndConfig("Near the end", false, 3, new Shortest()));
        experiment.Methods[1].Configuration.ShouldBeOfType<ExploringFailuresConfig>().Options.Choice.ShouldBe(new Shortest());
        experiment.Resolved!.ShouldContain("solution_choice: shortest");
        reader.DescribeKeys(kinds.Named("near_the_end").Single()).Select(key => key.Path).ShouldBe(["name", "restart", "rollouts", "solution_choice", "steps", "batch", "learning_rate"]);
        Should.Throw<ConfigException>(() => reader.Read(Path.Combine(Example("OwnMethod"), "own-method.yaml"), "methods.0.rolouts=2"))
            .Message.ShouldContain("unknown key 'methods[0].rolouts'; did you mean 'rollouts'?");
    }

    [Fact]
    public void A_name_is_given_once()
    {
        var builder = GleanerHost.CreateBuilder().Add(new ShortestKind());
        Should.Throw<GleanerException>(() => builder.Add(new ShortestKind())).Message.ShouldContain("the solution choice kind 'shortest' already exists");
    }

    [Theory]
    [InlineData("gone.dll", "there is no such assembly")]
    [InlineData("text.dll", "this assembly cannot be used")]
    public void An_assembly_that_cannot_be_used_is_named(string name, string message)
    {
        File.WriteAllText(_folder.File("text.dll"), "no assembly");
        Should.Throw<UsageException>(() => KindRegistry.Basic.WithAssembly(_folder.File(name))).Message.ShouldContain(message);
    }
}
