using System.Collections.Immutable;
using System.Globalization;
using Gleaner.Evaluation;
using Gleaner.Rollouts;
using Gleaner.Runs;
using Gleaner.Selection;
using Gleaner.Tasks;
using Gleaner.Trajectories;

namespace Gleaner.Viewer.Tests;

/// <summary>
/// A run as Gleaner writes them, of any size, without anything being played: an expert that fails two tasks of three, a student that
/// branches off its runs, and two methods. The same arguments give the same bytes.
/// </summary>
internal sealed class MadeUpRun
{
    public const string Expert = "made-up-expert";

    private const int Length = 6;

    private readonly string _folder;
    private readonly DiskRunFiles _files = new(flushesToDisk: false);

    private MadeUpRun(string folder) => _folder = folder;

    /// <summary>Training tasks.</summary>
    public int Tasks { get; init; } = 9;

    /// <summary>Test tasks.</summary>
    public int TestTasks { get; init; } = 6;

    /// <summary>Iterations of EEF.</summary>
    public int Iterations { get; init; } = 2;

    /// <summary>Rollouts from each start state.</summary>
    public int Attempts { get; init; } = 1;

    /// <summary>Whether the last iteration is under way: its rollouts are in a journal.</summary>
    public bool IsUnfinished { get; init; }

    /// <summary>What is added to every text of the run.</summary>
    public string Spice { get; init; } = "";

    /// <summary>Writes a run.</summary>
    /// <param name="folder">Where to; it need not exist.</param>
    /// <param name="shape">How many of what.</param>
    public static void Write(string folder, MadeUpRun? shape = null)
    {
        shape ??= new MadeUpRun("");
        new MadeUpRun(folder)
        {
            Tasks = shape.Tasks,
            TestTasks = shape.TestTasks,
            Iterations = shape.Iterations,
            Attempts = shape.Attempts,
            IsUnfinished = shape.IsUnfinished,
            Spice = shape.Spice,
        }.WriteAll();
    }

    /// <summary>How many of what; to be handed to <see cref="Write"/>.</summary>
    public static MadeUpRun Shape(int tasks = 9, int testTasks = 6, int iterations = 2, int attempts = 1, bool isUnfinished = false, string spice = "") =>
        new("") { Tasks = tasks, TestTasks = testTasks, Iterations = iterations, Attempts = attempts, IsUnfinished = isUnfinished, Spice = spice };

    public static TaskId Training(int number) => new(string.Create(CultureInfo.InvariantCulture, $"madeup/train/{number:D6}"));

    public static TaskId Test(int number) => new(string.Create(CultureInfo.InvariantCulture, $"madeup/test/{number:D6}"));

    /// <summary>A rollout of EEF as it is recorded.</summary>
    public RolloutRecord Record(int task, int step, int attempt, int iteration)
    {
        // Tasks of one kind in three: harmful (won from s0, lost from s2, won from s4), beneficial (lost, then won), never won.
        var isWon = (task % 3, step) switch
        {
            (0, 2) => false,
            (0, _) => attempt == 0,
            (1, 0) => iteration > 1,
            (1, _) => true,
            _ => false,
        };
        var turns = Enumerable.Range(0, 3).Select(i => new ActionRecord(string.Create(CultureInfo.InvariantCulture, $"go[{Way(task + i + attempt)}] {Spice}"), i == 2 && isWon ? 1 : 0, Possible: true)
        {
            Thought = i == 0 ? $"I should look around. {Spice}" : null,
            Ids = [5 + i, 17, 2],
            LogProbability = -0.25 * (i + 1),
        }).ToImmutableArray();
        var texts = Enumerable.Range(0, turns.Length + 1).Select(i => Saw(task, step + i)).ToImmutableArray();
        return new RolloutRecord
        {
            Task = Training(task),
            Trunk = step == 0 ? null : Expert,
            Step = step,
            Attempt = attempt,
            Return = isWon ? 1 : 0.25,
            StopReason = isWon ? StopReason.Done : StopReason.TurnLimit,
            Turns = turns,
            Observations = [.. texts.Select(text => ObservationHash.Of(new Observation(text)))],
            Texts = texts,
        };
    }

    private void WriteAll()
    {
        WriteManifest();
        SplitFile.Write(_files, Resolve(RunLayout.Split("train")), new TaskSplit("train", [.. Enumerable.Range(0, Tasks).Select(Training)]));
        SplitFile.Write(_files, Resolve(RunLayout.Split("test")), new TaskSplit("test", [.. Enumerable.Range(0, TestTasks).Select(Test)]));
        _files.WriteJson(
            Resolve(RunLayout.TaskTexts),
            Enumerable.Range(0, Tasks).ToImmutableSortedDictionary(task => Training(task).Value, task => $"Find the way out of room {task.ToString(CultureInfo.InvariantCulture)} {Spice}", StringComparer.Ordinal));
        WriteExpert();
        WriteMethod("BC", order: 0, iterations: 1, _ => []);
        WriteMethod("EEF", order: 1, Iterations, Rollouts);
    }

    private void WriteManifest() => _files.WriteJson(Resolve(RunLayout.Manifest), new RunManifest(
        new RunIdentity
        {
            Command = $"gleaner run made-up.yaml {Spice}",
            Version = "0.1.0",
            CodeHash = "none",
            Configuration = $"name: made-up {Spice}",
            Seeds = [1],
            DataHashes = ImmutableSortedDictionary<string, string>.Empty,
        },
        new DateTimeOffset(2026, 5, 1, 12, 0, 0, TimeSpan.Zero),
        IsUnfinished ? null : new DateTimeOffset(2026, 5, 1, 13, 0, 0, TimeSpan.Zero))
    {
        Display = new RunDisplay
        {
            Name = $"A made-up run {Spice}",
            IsConfigured = false,
            Environment = $"rooms with doors {Spice}",
            Rules = "",
            RecordsTexts = true,
            Measures = [],
            Student = $"nobody in particular {Spice}",
            StudentNote = "",
            Experts = [new ExpertDisplay(Expert, $"a script {Spice}", IsSimulated: true)],
            Methods = [new MethodDisplay("BC", $"behaviour cloning {Spice}", MethodRole.Baseline), new MethodDisplay("EEF", $"explores failures {Spice}", MethodRole.Eef)],
        },
    });

    private void WriteExpert()
    {
        var trajectories = Enumerable.Range(0, Tasks).Select(task => new Trajectory(
            Training(task), Expert,
            [.. Enumerable.Range(0, Length).Select(i => new Turn(new Observation(Saw(task, i)), $"go[{Way(task + i)}] {Spice}", Author.Expert, 0, WasPossible: true) { Thought = $"The expert thinks of {Way(i)}. {Spice}" })],
            new Observation(Saw(task, Length)), IsExpertRight(task) ? 1 : 0.5, IsExpertRight(task) ? StopReason.Done : StopReason.TurnLimit));
        _files.WriteTrajectories(Resolve(RunLayout.ExpertTrajectories(Expert)), trajectories);
        _files.WriteJson(Resolve($"{RunLayout.Expert(Expert)}/{RunLayout.CollectionFile}"), new ExplorationMetrics { Simulations = Tasks });
        WriteEvaluation(RunLayout.Expert(Expert), task => task % 2 == 0);
    }

    private void WriteMethod(string name, int order, int iterations, Func<int, IEnumerable<RolloutRecord>> rollouts)
    {
        var folder = RunLayout.Method(1, name);
        _files.WriteJson(Resolve($"{folder}/{RunLayout.MethodFile}"), new MethodDescription
        {
            Name = name,
            Order = order,
            StartStage = RunLayout.Pretraining(1),
            RestartStage = null,
            Iterations = iterations,
            Experts = [Expert],
            Training = "train",
            Dev = null,
            Tests = ["test"],
            SuccessThreshold = 1,
        });
        for (var iteration = 1; iteration <= iterations; iteration++)
        {
            WriteIteration(RunLayout.Iteration(folder, iteration), iteration, order, rollouts(iteration), isUnderWay: IsUnfinished && order > 0 && iteration == iterations);
        }
    }

    private void WriteIteration(string folder, int iteration, int order, IEnumerable<RolloutRecord> rollouts, bool isUnderWay)
    {
        if (isUnderWay)
        {
            _files.WriteLines(Resolve($"{folder}/rollouts.journal"), rollouts.Take(4));
            return;
        }

        _files.WriteLines(Resolve($"{folder}/{RunLayout.RolloutsFile}"), rollouts);
        _files.WriteLines(Resolve($"{folder}/{RunLayout.DatasetFile}"), Enumerable.Range(0, Tasks).Where(task => order > 0 && task % 3 == 0).Select(task => Example(task, iteration)));

        var evaluation = WriteEvaluation(folder, task => task % (3 - order) == 0 || task < iteration);
        _files.WriteJson(Resolve($"{folder}/{RunLayout.MetricsFile}"), new IterationMetrics
        {
            Number = iteration,
            Exploration = new ExplorationMetrics { Simulations = order * Tasks },
            Learning = new LearningMetrics { Steps = 2, Losses = [1.5, 1.25] },
            Evaluations = [evaluation],
            Cumulative = new CumulativeCosts(order * Tasks * iteration, 1, 1, 1, 2 * iteration, 1),
            SolvedTasks = Tasks / 2,
            NewlySolvedTasks = order * iteration,
        });
    }

    private SplitEvaluation WriteEvaluation(string folder, Func<int, bool> isWon)
    {
        var split = new TaskSplit("test", [.. Enumerable.Range(0, TestTasks).Select(Test)]);
        var result = new SplitEvaluation("test", split.Hash, 1, [.. Enumerable.Range(0, TestTasks).Select(task => new TaskReturn(Test(task), isWon(task) ? 1 : 0.25))]);
        _files.WriteJson(Resolve(RunLayout.Evaluation(folder, "test")), result);
        _files.WriteLines(Resolve($"{folder}/evaluation-test.jsonl"), Enumerable.Range(0, TestTasks).Select(task => Record(task, 0, 0, 1) with
        {
            Task = Test(task),
            Return = isWon(task) ? 1 : 0.25,
            StopReason = isWon(task) ? StopReason.Done : StopReason.TurnLimit,
        }));
        return result;
    }

    private IEnumerable<RolloutRecord> Rollouts(int iteration) =>
        from task in Enumerable.Range(0, Tasks)
        where !IsExpertRight(task)
        from step in new[] { 0, 2, 4 }
        from attempt in Enumerable.Range(0, Attempts)
        select Record(task, step, attempt, iteration);

    // The student's way out from s4: the expert's harmful actions before it are not learnt.
    private WeightedExample Example(int task, int iteration)
    {
        var record = Record(task, 4, 0, iteration);
        var trunk = Enumerable.Range(0, 4).Select(i => new WeightedAction(
            $"go[{Way(task + i)}] {Spice}", Author.Expert, i < 2 ? 0 : 1, i < 2 ? WeightReason.ExpertHarmful : WeightReason.ExpertBeneficial));
        return new WeightedExample
        {
            Task = Training(task),
            StateTrunk = null,
            StateStep = 0,
            SolvedBy = "student",
            FoundIn = iteration,
            StartTrunk = Expert,
            StartStep = 4,
            Rollout = WeightedExample.NameOf(iteration, record.Key),
            Actions = [.. trunk, .. record.Turns.Select(turn => new WeightedAction(turn.Action, Author.Student, 1, WeightReason.StudentAction))],
        };
    }

    private static bool IsExpertRight(int task) => task % 9 == 8;

    private static string Way(int number) => (number % 4) switch { 0 => "north", 1 => "east", 2 => "south", _ => "west" };

    private string Saw(int task, int step) => string.Create(
        CultureInfo.InvariantCulture, $"You are in room {(task + step) % 17} of house {task}, after {step} steps. There are doors to the north and to the {Way(task)}. {Spice}");

    private string Resolve(string relative) => Path.Combine(_folder, relative);
}
