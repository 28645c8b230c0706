using Gleaner.CommandLine.Tests.Preflight;
using Gleaner.Experiments;
using Gleaner.Maze;
using Gleaner.Methods;
using Gleaner.Randomness;
using Gleaner.Selection;
using Gleaner.Tasks;

namespace Gleaner.CommandLine.Tests.Configuration;

/// <summary>An experiment made in C# is held to what one in YAML is, and says what is wrong in one kind of exception.</summary>
public sealed class OwnExperimentTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string, string> Faults => new()
    {
        { "steps", "behaviour cloning has 0 steps, not 1 to 1000000" },
        { "batch", "an iteration has batches of 0, not of 1 to 65536" },
        { "rate", "behaviour cloning has a learning rate of NaN, not from 1E-08 to 1" },
        { "own steps", "an iteration of 'own' has -3 steps" },
        { "iterations", "it has -1 iterations, not 0 to 100" },
        { "temperature", "its exploration has a temperature of -1, not from 0 to 10" },
        { "evaluation", "its evaluation has -2 further rollouts" },
        { "turns", "its environment allows 0 turns" },
        { "no test", "it has no test task" },
        { "no training", "it has no training task" },
        { "overlap", "its list of tasks has splits that overlap: test is tasks 0 to 3, train 3 to 6" },
        { "experts", "its list of experts has walker twice." },
        { "unknown expert", "its list of methods has 'own' learn from 'walkerr', which 'experts' does not list; did you mean 'walker'?" },
        { "same task", "5 tasks, maze/3x3/" },
        { "one task", "was given the task maze/3x3/" },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task What_cannot_run_is_said_before_anything_is_done(string what, string message)
    {
        var maze = new MazeEnvironment(3, 40, new Seed(1));
        var good = Good();
        var experiment = what switch
        {
            "steps" => good with { Training = good.Training with { BehaviorCloning = new LearningSchedule(0, 8, 0.001) } },
            "batch" => good with { Training = good.Training with { Iteration = new LearningSchedule(10, 0, 0.001) } },
            "rate" => good with { Training = good.Training with { BehaviorCloning = new LearningSchedule(10, 8, double.NaN) } },
            "own steps" => good with { Methods = [Eef(new FewestExpertActions(), new OwnLearning(-3, null, null))] },
            "iterations" => good with { Exploration = new ExplorationSchedule(-1) },
            "temperature" => good with { Exploration = new ExplorationSchedule(Temperature: -1) },
            "evaluation" => good with { Evaluation = new EvaluationSchedule(-2) },
            "turns" => good with { Environment = Own(maze.Tasks[..10], maze.Tasks[10..15], turns: 0) },
            "no test" => good with { Environment = Own(maze.Tasks[..10], []) },
            "no training" => good with { Environment = Own([], maze.Tasks[..10]) },
            "overlap" => good with { Tasks = new TaskPlan(new TaskRange("tasks", 3, 4), new TaskRange("tasks", 0, 0), new TaskRange("tasks", 0, 4), 0) },
            "experts" => good with { Experts = [.. good.Experts, .. good.Experts] },
            "unknown expert" => good with { Methods = [new ExploringFailuresKind().With(new ExploringFailuresConfig { Name = "own", Experts = ["walkerr"] })] },
            "same task" => good with { Environment = Own(maze.Tasks[..10], maze.Tasks[5..15]) },
            "one task" => good with { Environment = Own(maze.Tasks[..10], maze.Tasks[9..15]) },
            _ => throw new ArgumentOutOfRangeException(nameof(what)),
        };

        var refusal = await Should.ThrowAsync<UsageException>(() => experiment.RunAsync(_folder.File("run"), cancellationToken: TestContext.Current.CancellationToken));

        refusal.Message.ShouldContain(message);
        File.Exists(_folder.File("run/run.json")).ShouldBeFalse();

        ExperimentEnvironment Own(IEnumerable<TaskId> training, IEnumerable<TaskId> test, int turns = 40) => ExperimentEnvironment.Of(maze, training, test, maxTurns: turns);
    }

    [Fact]
    public async Task A_folder_that_cannot_be_one_is_told_in_a_message_for_people()
    {
        File.WriteAllText(_folder.File("file"), "");

        (await Should.ThrowAsync<GleanerException>(() => Run("file"))).Message.ShouldEndWith("file' is a file; a run needs a folder.");
        (await Should.ThrowAsync<GleanerException>(() => Run("file/inside"))).Message.ShouldStartWith("reading or writing failed: ");

        Task Run(string name) => Good().RunAsync(_folder.File(name), cancellationToken: TestContext.Current.CancellationToken);
    }

    [Fact]
    public void A_rule_s_identity_is_all_that_it_keeps()
    {
        IdentityOf(new Numbered(1)).ShouldNotBe(IdentityOf(new Numbered(2)));
        IdentityOf(new Numbered(2)).ShouldBe(IdentityOf(new Numbered(2)));
        IdentityOf(new Numbered(2)).ShouldContain($"\"{typeof(Numbered).FullName!}\":{{}},\"number\":2");
        IdentityOf(new Worded(["a"])).ShouldNotBe(IdentityOf(new Worded(["b"])));

        // What has no hidden part is written as ever.
        IdentityOf(new FewestExpertActions()).ShouldContain("{\"Gleaner.Selection.FewestExpertActions\":{}}");

        Should.Throw<UsageException>(() => IdentityOf(new Calling(_ => true))).Message.ShouldContain("keeps 'rule', a Func`2, which cannot be written down");

        static string IdentityOf(ISolutionChoice choice) => (Good() with { Methods = [Eef(choice)] }).Identity;
    }

    [Fact]
    public void A_copy_with_something_else_is_not_what_was_read()
    {
        var read = Configs.Parse(PreflightTests.Maze);
        read.Identity.ShouldBe(read.Resolved);
        (read with { Output = "/elsewhere" }).Identity.ShouldBe(read.Identity);

        var changed = read with { Exploration = new ExplorationSchedule(1) };

        changed.Resolved.ShouldBeNull();
        changed.Identity.ShouldNotBe(read.Identity);
        changed.Identity.ShouldContain("Iterations = 1");
    }

    private static Experiment Good() => Configs.Parse(PreflightTests.Maze) with { Tasks = null, Environment = Given() };

    private static ExperimentEnvironment Given()
    {
        var maze = new MazeEnvironment(3, 40, new Seed(1));
        return ExperimentEnvironment.Of(maze, maze.Tasks[..10], maze.Tasks[10..15], maxTurns: 40);
    }

    private static ExperimentMethod Eef(ISolutionChoice choice, OwnLearning? learning = null) =>
        new ExploringFailuresKind().With(new ExploringFailuresConfig { Name = "own", Options = new EefOptions { Choice = choice }, Learning = learning });

    private sealed class Numbered(int number) : ISolutionChoice
    {
        public IReadOnlyList<Solution> Choose(ImportantState state, IReadOnlyList<Solution> solutions, SelectionContext context) => [solutions[Math.Min(number, solutions.Count - 1)]];
    }

    private sealed class Worded(IReadOnlyList<string> words) : ISolutionChoice
    {
        public IReadOnlyList<Solution> Choose(ImportantState state, IReadOnlyList<Solution> solutions, SelectionContext context) => [.. solutions.Take(words.Count)];
    }

    private sealed class Calling(Func<Solution, bool> rule) : ISolutionChoice
    {
        public IReadOnlyList<Solution> Choose(ImportantState state, IReadOnlyList<Solution> solutions, SelectionContext context) => [.. solutions.Where(rule)];
    }
}
