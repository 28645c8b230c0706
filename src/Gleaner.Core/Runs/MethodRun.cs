using System.Collections.Immutable;
using Gleaner.Methods;
using Gleaner.Policies;
using Gleaner.Randomness;
using Gleaner.Rollouts;
using Gleaner.Selection;
using Gleaner.Students;
using Gleaner.Tasks;
using Gleaner.Trajectories;

namespace Gleaner.Runs;

/// <summary>One method to be run for some iterations.</summary>
public sealed record MethodRun
{
    /// <summary>Its folder in the run, for example <c>seed-1/EEF</c>.</summary>
    public required string Folder { get; init; }

    /// <summary>Its place in tables, from 0.</summary>
    public required int Order { get; init; }

    /// <summary>The method. BC itself is <see cref="BehaviorCloning"/> for one iteration.</summary>
    public required IMethod Method { get; init; }

    /// <summary>Iterations, at least 0.</summary>
    public required int Iterations { get; init; }

    /// <summary>Any student of the kind; only its <see cref="IStudent.Load"/> is used.</summary>
    public required IStudent Prototype { get; init; }

    /// <summary>
    /// The stage in the run whose checkpoint the student starts from: <c>seed-1/pretraining</c> for BC,
    /// <c>seed-1/BC/iteration-1</c> for the methods after it.
    /// </summary>
    public required string StartStage { get; init; }

    /// <summary>
    /// Null (the default): each iteration trains the current student on. Else the stage whose checkpoint every iteration trains
    /// from, the ReST-EM variant; exploration is the current student's all the same.
    /// </summary>
    public string? RestartStage { get; init; }

    /// <summary>The expert trajectories on the training tasks, positive and failed; several of an expert on a task have different runs.</summary>
    public required IReadOnlyList<Trajectory> Experts { get; init; }

    /// <summary>The training tasks.</summary>
    public required TaskSplit Training { get; init; }

    /// <summary>The split that the best iteration is picked on; null for none.</summary>
    public TaskSplit? Dev { get; init; }

    /// <summary>The splits that results are reported on.</summary>
    public required IReadOnlyList<TaskSplit> Tests { get; init; }

    /// <summary>Gradient steps, batch size and learning rate of an iteration; its seed is set again in each.</summary>
    public required LearningPlan Learning { get; init; }

    /// <summary>How the student's actions are drawn in exploration.</summary>
    public required Decoding Exploration { get; init; }

    /// <summary>Further rollouts of each test task at a temperature, after each iteration; null, the default, for none.</summary>
    public RepeatedEvaluation? Repeats { get; init; }

    /// <summary>What a judge said of the expert trajectories, for a method that goes by it.</summary>
    public ImmutableArray<StepJudgement> Judgements { get; init; } = [];

    /// <summary>The seed. Each iteration derives its own.</summary>
    public required Seed Seed { get; init; }

    /// <summary>The seed of an iteration.</summary>
    /// <param name="number">The iteration, from 1.</param>
    public Seed SeedOf(int number) => Seed.Derive("iteration", number);

    /// <summary>What the method is told in an iteration.</summary>
    /// <param name="number">The iteration, from 1.</param>
    /// <param name="positives">D⁺.</param>
    /// <param name="rollouts">The rollouts of the iteration so far.</param>
    /// <param name="successThreshold">The return from which on a trajectory is positive.</param>
    public IterationState StateOf(int number, PositiveRepository positives, IReadOnlyList<Rollout> rollouts, double successThreshold) => new()
    {
        Number = number,
        Tasks = Training.Tasks,
        Experts = Experts,
        Positives = positives,
        Rollouts = rollouts,
        SuccessThreshold = successThreshold,
        Seed = SeedOf(number),
        Judgements = Judgements,
    };
}

/// <summary>An evaluation by several rollouts of each task.</summary>
/// <param name="Rollouts">Rollouts of each task, at least 1.</param>
/// <param name="Temperature">The temperature that actions are drawn at.</param>
public sealed record RepeatedEvaluation(int Rollouts, double Temperature);
