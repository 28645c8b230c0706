using Gleaner.Experiments.Configuration;

namespace Gleaner.CommandLine.Tests.Configuration;

public sealed class ConfigErrorTests
{
    [Theory]
    [InlineData("sede: 1", "x.yaml:8: unknown key 'sede'; did you mean 'seeds'?")]
    [InlineData("zzz: 1", "x.yaml:8: unknown key 'zzz'; the keys here are with, name, seeds, output, cluster, environment, tasks, experts, student, training, exploration, evaluation, methods.")]
    [InlineData("student: {widht: 64}", "x.yaml:8: unknown key 'student.widht'; did you mean 'width'?")]
    [InlineData("student: {width: wide}", "x.yaml:8: 'student.width' must be a whole number from 8 to 4096, not 'wide'.")]
    [InlineData("student: {width: \"64\"}", "x.yaml:8: 'student.width' must be a whole number from 8 to 4096, not \"64\".")]
    [InlineData("student: {width: 4}", "x.yaml:8: 'student.width' must be a whole number from 8 to 4096, not '4'.")]
    [InlineData("student: {width: [64]}", "x.yaml:8: 'student.width' must be a whole number from 8 to 4096, not a list.")]
    [InlineData("student: {width: 130, heads: 4}", "x.yaml:8: 'student' has a width of 130 that 4 heads do not divide into even parts.")]
    [InlineData("student: 5", "x.yaml:8: 'student' is a section: write its keys below it, indented.")]
    [InlineData("seeds: [1, 1]", "x.yaml:8: 'seeds' names a seed twice.")]
    [InlineData("seeds: []", "x.yaml:8: 'seeds' needs at least one seed.")]
    [InlineData("seeds: [-1]", "x.yaml:8: 'seeds' must be a whole number from 0, not '-1'.")]
    [InlineData("exploration: {temperature: .nan}", "x.yaml:8: 'exploration.temperature' must be a number from 0 to 10, not '.nan'.")]
    [InlineData("name: a/b", "x.yaml:8: 'name' must be a name that a folder can have, up to 200 bytes, not 'a/b'.")]
    [InlineData("name: ' '", "x.yaml:8: 'name' must be a name that a folder can have, up to 200 bytes, not \" \".")]
    [InlineData("seeds: [a: 1]", "x.yaml:8: 'seeds' must be a whole number from 0, not a section.")]
    [InlineData("cluster: foo bar", "x.yaml:8: 'cluster' cannot be used: 'foo bar' is not the address of a NATS server; give scheme, host and port, such as nats://127.0.0.1:4222.")]
    [InlineData("cluster: nats://me:secret@host:4222", "x.yaml:8: 'cluster' cannot be used: the address of host holds a user or a password, which would be kept with the run; put them into GLEANER_NATS_USER and GLEANER_NATS_PASSWORD.")]
    [InlineData("evaluation: {rollouts: -1}", "x.yaml:8: 'evaluation.rollouts' must be a whole number from 0 to 1000, not '-1'.")]
    [InlineData("tasks: {further: [{name: test, from: goals, count: 1}]}", "x.yaml:8: 'tasks.further[0].name' must be letters, digits, '-', '_' and '.', and no name of another split, not 'test'.")]
    [InlineData("tasks: {further: [{name: more, from: goals}]}", "x.yaml:8: 'tasks.further[0].count' is missing: Number of tasks in the split.")]
    [InlineData("tasks: {further: [{name: more, from: goals, first: 1600, count: 1}]}", "x.yaml:8: 'tasks' has splits that overlap: train and the further test split 'more'.")]
    [InlineData("tasks: {dev: {first: 400}}", "x.yaml:8: 'tasks' has splits that overlap: test is goals 0 to 499, dev 400 to 599.")]
    public void A_faulty_key_is_named_with_its_line(string line, string error) =>
        Configs.ErrorsOf($"{Configs.Minimal}\n{line}").ShouldBe([error]);

    [Theory]
    [InlineData("kind: eef, rollouts: 6", "x.yaml:7: unknown key 'methods[0].rollouts'; the keys here are kind, name, restart, experts, expert_states, simulations_per_task, leftover, solution_choice, use_initial_states, use_recovery_states, start_states, verdict_rule, verdict_memory, recovery_memory, skip_settled_tasks, harm_pairs, explore_own_failures, steps, batch, learning_rate.")]
    [InlineData("kind: eff, rollouts: 6", "x.yaml:7: 'methods[0].kind' must be bc_longer | rft | eef | pretrained_only | sft_all | nat | eto | dmpo | ipr | backplay | grpo | atlas, not 'eff'; did you mean 'eef'?")]
    [InlineData("name: EEF", "x.yaml:7: 'methods[0].kind' is missing: What is compared. `bc_longer`: Behaviour cloning for as many steps as the others. `rft`: Rejection-sampling fine-tuning. `eef`: Exploring Expert Failures. `pretrained_only`: The student before behaviour cloning, which learns nothing. `sft_all`: Supervised fine-tuning on all expert trajectories, failed ones too. `nat`: Negative-aware training: failed trajectories under a prompt of their own. `eto`: Exploration-based trajectory optimisation: DPO on whole trajectories of different return. `dmpo`: Direct multi-turn preference optimisation: ETO with discounted turns. `ipr`: Iterative step-level process refinement: DPO on steps whose sampled rewards differ, and on trajectories. `backplay`: Backplay: starts near the end of the expert's successes and moves back as the student succeeds. `grpo`: Group relative policy optimisation: a clipped policy gradient over the rollouts of one start state. `atlas`: Agent tuning via learning critical steps: supervised fine-tuning on the expert's steps that a judge calls critical.")]
    [InlineData("kind: eef, leftover: unsolve", "x.yaml:7: 'methods[0].leftover' must be none | unsolved | recovery | initial, not 'unsolve'; did you mean 'unsolved'?")]
    [InlineData("kind: eef, experts: [simulated-hasty]", "x.yaml:7: 'methods' has 'EEF' learn from 'simulated-hasty', which 'experts' does not list.")]
    public void A_faulty_method_is_named_with_its_line(string method, string error) =>
        Configs.ErrorsOf(Configs.Minimal.Replace("kind: eef", $"{{{method}}}", StringComparison.Ordinal)).ShouldBe([error]);

    [Theory] // What a wrong name or value brings with it is no second message.
    [InlineData("kind: webshop", "kindd: webshop", "unknown key 'environment.kindd'; did you mean 'kind'?")]
    [InlineData("kind: webshop", "kind: webshopp", "'environment.kind' must be webshop | maze | crafting | scienceworld | agentgym | openenv, not 'webshopp'; did you mean 'webshop'?")]
    [InlineData("environment:", "enviroment:", "unknown key 'enviroment'; did you mean 'environment'?")]
    [InlineData("experts:", "expert:", "unknown key 'expert'; did you mean 'experts'?")]
    [InlineData("methods:", "method:", "unknown key 'method'; did you mean 'methods'?")]
    [InlineData("methods:", "exploration: {temprature: 1}\nmethods:", "unknown key 'exploration.temprature'; did you mean 'temperature'?")]
    [InlineData("methods:", "tasks: {dev: {frist: 400}}\nmethods:", "unknown key 'tasks.dev.frist'; did you mean 'first'?")]
    [InlineData("methods:", "tasks: {dev: {first: 400, cuont: 3}}\nmethods:", "unknown key 'tasks.dev.cuont'; did you mean 'count'?")]
    public void One_slip_is_one_message(string right, string wrong, string error)
    {
        Configs.Minimal.ShouldContain(right);

        Configs.ErrorsOf(Configs.Minimal.Replace(right, wrong, StringComparison.Ordinal)).ShouldHaveSingleItem().ShouldEndWith(error);
    }

    [Theory]
    [InlineData("name: !!binary aGk=", "x.yaml:8: the tag 'tag:yaml.org,2002:binary' has no meaning here; write the value alone.")]
    [InlineData("name: !python/object:os.system x", "x.yaml:8: the tag '!python/object:os.system' has no meaning here; write the value alone.")]
    [InlineData("seeds: !!set {1}", "x.yaml:8: the tag 'tag:yaml.org,2002:set' has no meaning here; write the value alone.")]
    public void A_tag_is_refused(string line, string error) => Configs.ErrorsOf($"{Configs.Minimal}\n{line}").ShouldBe([error]);

    [Fact]
    public void Of_very_many_errors_the_first_are_told()
    {
        var errors = Configs.ErrorsOf(Configs.Minimal + "\n" + string.Join('\n', Enumerable.Range(0, 5000).Select(i => $"zzzzzzzz{i}: 1")));
        (errors.Count, errors[^1]).ShouldBe((101, "… and 4900 more."));
    }

    [Fact]
    public void All_errors_are_reported_at_once() =>
        Configs.ErrorsOf("seed: 1\nstudent: {width: 1, layers: 0}\nenvironment: {kind: webshop}").ShouldBe(
        [
            "x.yaml:3: 'environment.catalogue' is missing: The folder with the product files, or the word `generated` for a catalogue that Gleaner makes up.",
            "x.yaml:1: 'experts' needs a list with at least one item: the policies whose trajectories are learnt from.",
            "x.yaml:2: 'student.width' must be a whole number from 8 to 4096, not '1'.",
            "x.yaml:2: 'student.layers' must be a whole number from 1 to 64, not '0'.",
            "x.yaml:1: 'methods' needs a list with at least one item: what is compared.",
            "x.yaml:1: unknown key 'seed'; did you mean 'seeds'?",
        ]);

    [Theory]
    [InlineData("seeds 5", "--set seeds 5: write --set KEY=VALUE, for example --set training.bc.steps=200.")]
    [InlineData("=5", "--set =5: write --set KEY=VALUE, for example --set training.bc.steps=200.")]
    [InlineData("seds=5", "--set seds=5: unknown key 'seds'; did you mean 'seeds'?")]
    [InlineData("methods.1.name=A", "--set methods.1.name=A: '1' is no item of the list, which has 1; items count from 0.")]
    [InlineData("training.bc.steps=0", "--set training.bc.steps=0: 'training.bc.steps' must be a whole number from 1 to 1000000, not '0'.")]
    public void A_faulty_override_is_named(string assignment, string error) =>
        Configs.ErrorsOf(Configs.Minimal, assignment).ShouldBe([error]);

    [Theory]
    [InlineData("a: [1", "x.yaml:")]
    [InlineData("name: a\nname: b", "x.yaml:2")]
    [InlineData("- 1\n- 2", "x.yaml:1: a configuration is a list of keys with values")]
    [InlineData("just text", "x.yaml:1: a configuration is a list of keys with values")]
    [InlineData("a: 1\n---\nb: 2", "x.yaml:3: a second YAML document begins here")]
    [InlineData("name: a\nseeds:\n\t- 1\n", "x.yaml:3: not valid YAML")]
    [InlineData("a: {b: {c: 5}y\nd: 1\n", "x.yaml:")]
    [InlineData("a: &x {b: *x}", "x.yaml:1: '*x' refers to another place of the file")]
    public void What_is_no_configuration_is_refused_with_its_line(string yaml, string beginning) =>
        Configs.ErrorsOf(yaml).ShouldHaveSingleItem().ShouldStartWith(beginning);

    [Fact]
    public void A_name_that_no_folder_can_have_is_refused() =>
        Configs.ErrorsOf($"{Configs.Minimal}\nname: {new string('é', 101)}").ShouldHaveSingleItem().ShouldStartWith("x.yaml:8: 'name' must be a name that a folder can have");

    [Fact]
    public void A_folder_is_no_configuration() => Should.Throw<ConfigException>(() => Configs.Reader("/tmp").Read("/tmp")).Message.ShouldBe("/tmp: it is a folder; name a file.");

    [Fact]
    public void What_is_nested_without_end_is_refused() =>
        Configs.ErrorsOf("a: " + new string('[', 100_000)).ShouldHaveSingleItem().ShouldBe("x.yaml:1: sections and lists are nested more than 64 deep; no configuration is.");

    [Fact]
    public void A_missing_file_is_named() => Should.Throw<ConfigException>(() => Configs.Reader("/tmp").Read("no/such.yaml"))
        .Message.ShouldBe("no/such.yaml: there is no such file.");

    [Fact]
    public void Two_methods_need_two_names() =>
        Configs.ErrorsOf(Configs.Minimal + "\n  - kind: eef").ShouldBe(
            ["x.yaml:7: 'methods' has a name that is taken or too similar to another: 'EEF'; give each method a name of its own ('BC', 'pretraining' and 'diagnosis' are in use)."]);
}
