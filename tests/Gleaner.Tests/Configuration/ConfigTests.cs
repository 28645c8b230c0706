using Gleaner.Experiments;
using Gleaner.Methods;
using Gleaner.Selection;
using Gleaner.WebShop.Kinds;

namespace Gleaner.CommandLine.Tests.Configuration;

public sealed class ConfigTests
{
    [Fact]
    public void Where_a_catalogue_is_kept_is_read_and_is_no_part_of_a_runs_identity()
    {
        var plain = Configs.Parse(Configs.Minimal);
        var kept = Configs.Parse(Configs.Minimal, "environment.cache=kept");
        ((WebShop.Kinds.WebShopConfig)plain.Environment.Configuration).Cache.ShouldBeNull();
        ((WebShop.Kinds.WebShopConfig)kept.Environment.Configuration).Cache.ShouldBe("/here/kept");
        kept.Resolved.ShouldBe(plain.Resolved);
    }

    [Fact]
    public void What_is_left_out_has_its_default()
    {
        var config = Configs.Parse(Configs.Minimal);

        config.Name.ShouldBe("x");
        config.Seeds.ShouldBe([1UL]);
        config.Output.ShouldBeNull();
        config.Environment.MaxTurns.ShouldBe(10);
        config.Tasks!.Train.ShouldBe(new TaskRange("goals", 1500, 1000));
        config.Tasks!.Test.ShouldBe(new TaskRange("goals", 0, 500));
        config.Exploration.ShouldBe(new ExplorationSchedule(3, 0.8));
        var eef = config.Methods.ShouldHaveSingleItem().Configuration.ShouldBeOfType<ExploringFailuresConfig>();
        eef.Options.ShouldBe(new EefOptions());
    }

    [Fact]
    public void Relative_paths_start_from_the_file_and_in_overrides_from_the_current_folder()
    {
        CatalogueOf().ShouldBe("/experiments/shop");
        CatalogueOf("environment.catalogue=../shop").ShouldBe("/shop");
        CatalogueOf("environment.catalogue=/a b/c").ShouldBe("/a b/c");
    }

    [Fact]
    public void A_generated_catalogue_is_no_path()
    {
        CatalogueOf("environment.catalogue=generated").ShouldBeNull();
        CatalogueOf("environment.catalogue=./generated").ShouldBe("/here/generated");
    }

    [Fact]
    public void A_method_may_learn_otherwise_than_all()
    {
        var config = Configs.Parse(Configs.Minimal, "methods.0.learning_rate=0.00005", "methods.0.steps=7");
        var own = config.Methods[0];
        own.Learning.ShouldBe(new OwnLearning(7, null, 0.00005));
        own.Describe("E").ShouldEndWith("Learns with 7 steps an iteration, a learning rate of 5E-05.");
        var common = Configs.Parse(Configs.Minimal);
        common.Methods[0].Learning.ShouldBeNull();
        // Runs made before there were such keys resume.
        Occurrences(common).ShouldBe(Occurrences(config) - 1);
        common.Methods[0].Identity.ShouldNotContain("Learning");
        Configs.ErrorsOf(Configs.Minimal.Replace("kind: eef", "kind: pretrained_only", StringComparison.Ordinal), "methods.0.steps=7")
            .ShouldHaveSingleItem().ShouldContain("methods[0].steps");

        static int Occurrences(Experiment experiment) => experiment.Resolved!.Split("learning_rate").Length;
    }

    [Fact]
    public void Overrides_reach_into_sections_and_lists_and_the_last_one_holds()
    {
        var config = Configs.Parse(
            Configs.Minimal, "training.bc.steps=7", "training.bc.steps=8", "methods.0.expert_states=2", "seeds=[3, 4]", "exploration.temperature=1e-1");

        config.Training.BehaviorCloning.Steps.ShouldBe(8);
        config.Seeds.ShouldBe([3UL, 4UL]);
        config.Exploration.Temperature.ShouldBe(0.1);
        ((ExploringFailuresConfig)config.Methods[0].Configuration).Options.ExpertStates.ShouldBe(2);
    }

    [Fact]
    public void One_value_stands_for_a_list_of_one() => Configs.Parse(Configs.Minimal, "seeds=5").Seeds.ShouldBe([5UL]);

    [Fact]
    public void The_resolved_form_gives_the_same_configuration_and_resolves_to_itself()
    {
        var config = Configs.Parse(Configs.Minimal, "name=a \"quoted\" name", "methods.0.leftover=unsolved");

        var again = Configs.Reader("/elsewhere").Parse(config.Resolved!, "other.yaml", "/elsewhere");

        again.Resolved.ShouldBe(config.Resolved);
        again.Name.ShouldBe(config.Name);
        again.Environment.Configuration.ShouldBe(config.Environment.Configuration);
        again.Tasks.ShouldBe(config.Tasks);
        again.Student.Configuration.ShouldBe(config.Student.Configuration);
        again.Training.ShouldBe(config.Training);
        config.Resolved!.ShouldContain("learning_rate: 0.001");
    }

    [Fact]
    public void The_experiments_that_come_along_are_valid()
    {
        foreach (var file in Directory.GetFiles(Path.Combine(Repository.Root, "experiments"), "*.yaml"))
        {
            Configs.Reader("/").Read(file).Methods.ShouldNotBeEmpty();
        }
    }

    [Fact]
    public void Further_test_splits_are_read_and_resolved()
    {
        var experiment = Configs.Parse($"{Configs.Minimal}\ntasks: {{further: [{{name: upstream, from: goals, count: 500}}]}}\nevaluation: {{rollouts: 4}}");
        experiment.Tasks!.Further.ShouldBe([new FurtherTest("upstream", new TaskRange("goals", 0, 500))]);
        experiment.Evaluation.ShouldBe(new EvaluationSchedule(4));
        Configs.Parse(experiment.Resolved!).Tasks!.Further.ShouldBe(experiment.Tasks.Further);
        Configs.Parse(Configs.Minimal).Resolved!.ShouldNotContain("further");
    }

    [Fact]
    public void The_comparison_of_the_paper_is_complete()
    {
        var config = Configs.Reader("/").Read(Path.Combine(Repository.Root, "experiments", "webshop-1k.yaml"));

        config.Tasks!.Train.Count.ShouldBe(1000);
        config.Exploration.Iterations.ShouldBe(3);
        config.Methods.Select(method => method.Name).ShouldBe(
            ["BC longer", "RFT", "RFT×6", "RFT×6 one solution", "EEF", "EEF two experts"]);
        config.Methods.Select(method => method.Configuration).OfType<RejectionSamplingConfig>().Select(rft => (rft.Rollouts, rft.Choice)).ShouldBe(
            [(1, new AllSolutions()), (6, new AllSolutions()), (6, new FewestExpertActions())]);
        config.Methods.Select(method => method.Configuration).OfType<ExploringFailuresConfig>().ShouldAllBe(eef => eef.Options.SimulationsPerTask == 6);
    }

    private static string? CatalogueOf(params string[] overrides) =>
        Configs.Parse(Configs.Minimal, overrides).Environment.Configuration.ShouldBeOfType<WebShopConfig>().Catalogue;
}
