using System.Collections.Immutable;
using Gleaner.Evaluation;
using Gleaner.Randomness;
using Gleaner.Rollouts;

namespace Gleaner.Methods;

/// <summary>
/// "Does EEF pay here?": what a small first wave says of an experiment's tasks before it is run. All of it is about the student as it is
/// after behaviour cloning, and about the first iteration; later ones find less. [ours]
/// </summary>
public sealed record Diagnosis
{
    /// <summary>Simulations that it took.</summary>
    public required int Simulations { get; init; }

    /// <summary>All training tasks.</summary>
    public required int Tasks { get; init; }

    /// <summary>Those that the expert failed.</summary>
    public required int Unsolved { get; init; }

    /// <summary>Those of them that were probed.</summary>
    public required int Probed { get; init; }

    /// <summary>How often the student succeeds from s0 of a task that the expert failed.</summary>
    public required Interval FromInitial { get; init; }

    /// <summary>How often it succeeds from a state of the expert's failure.</summary>
    public required Interval FromExpertStates { get; init; }

    /// <summary>Which share of these tasks s0 and M states solve, once each.</summary>
    public required Interval OpenedByStates { get; init; }

    /// <summary>Which share of them k rollouts from s0 solve.</summary>
    public required Interval OpenedByRollouts { get; init; }

    /// <summary>The difference of the two shares, paired by task: above 0 EEF opens more of them.</summary>
    public required Interval Advantage { get; init; }

    /// <summary>What each method would newly solve in its first iteration per 1,000 simulations.</summary>
    public required ImmutableArray<MethodYield> Yields { get; init; }

    /// <summary>Works it out.</summary>
    /// <param name="plan">What was simulated.</param>
    /// <param name="rollouts">The rollouts, in any order; those that were not simulated count as failures.</param>
    /// <param name="successThreshold">The return from which on a trajectory is positive.</param>
    /// <exception cref="GleanerException">Nothing was probed.</exception>
    public static Diagnosis Of(DiagnosisPlan plan, IReadOnlyCollection<Rollout> rollouts, double successThreshold)
    {
        if (plan.Probes.IsEmpty)
        {
            throw new GleanerException(
                $"There is nothing to diagnose: of {plan.Tasks} training tasks the expert failed {plan.Unsolved}, and the share of the budget pays for none of them. Raise --share or take more tasks.");
        }

        var won = rollouts.Where(rollout => rollout.WasSimulated && rollout.Trajectory.IsPositive(successThreshold)).Select(rollout => rollout.Request.Key).ToHashSet();
        var probes = plan.Probes.Select(probe => ProbedTask.Of(probe, won)).ToList();
        var estimator = new Estimator(plan, probes);
        return new Diagnosis
        {
            Simulations = plan.Probes.Sum(probe => probe.Simulations),
            Tasks = plan.Tasks,
            Unsolved = plan.Unsolved,
            Probed = probes.Count,
            FromInitial = estimator.Ratio(probe => probe.Initial.Count(isWon => isWon), probe => probe.Initial.Length),
            FromExpertStates = estimator.Ratio(probe => probe.States.Count(isWon => isWon), probe => probe.States.Length),
            OpenedByStates = estimator.Ratio(probe => probe.IsOpenedByStates ? 1 : 0, _ => 1),
            OpenedByRollouts = estimator.Ratio(probe => probe.IsOpenedByRollouts ? 1 : 0, _ => 1),
            Advantage = estimator.Ratio(probe => (probe.IsOpenedByStates ? 1 : 0) - (probe.IsOpenedByRollouts ? 1 : 0), _ => 1),
            Yields =
            [
                new MethodYield($"RFT×{plan.Probes[0].Rollouts}", estimator.Yield(probe => probe.IsOpenedByRollouts, probe => probe.Initial.Length, plan.Probes[0].Rollouts)),
                new MethodYield("EEF", estimator.Yield(probe => probe.IsOpenedByStates, probe => 1 + probe.States.Length, 1)),
                new MethodYield("adaptive EEF", estimator.Yield(probe => probe.IsOpenedByStates, probe => probe.SimulationsUntilOpened, 1)),
            ],
        };
    }

    /// <summary>Resamples tasks. Tasks that the expert solved cost what a method spends on each of them and can be newly solved by none.</summary>
    private sealed class Estimator(DiagnosisPlan plan, IReadOnlyList<ProbedTask> probes)
    {
        public Interval Yield(Func<ProbedTask, bool> isOpened, Func<ProbedTask, double> simulations, int onSolvedTask)
        {
            // Per unsolved task, its share of the simulations on solved ones included.
            var onSolved = onSolvedTask * (plan.Tasks - plan.Unsolved) / (double)plan.Unsolved;
            return Ratio(probe => isOpened(probe) ? 1000 : 0, probe => simulations(probe) + onSolved);
        }

        public Interval Ratio(Func<ProbedTask, double> above, Func<ProbedTask, double> below)
        {
            double[] numerators = [.. probes.Select(above)], denominators = [.. probes.Select(below)];
            var random = new Seed(0).Derive("diagnosis").ToStream();
            var estimates = new double[Intervals.Resamples];
            for (var resample = 0; resample < estimates.Length; resample++)
            {
                double sum = 0, size = 0;
                for (var draw = 0; draw < numerators.Length; draw++)
                {
                    var task = random.Next(numerators.Length);
                    (sum, size) = (sum + numerators[task], size + denominators[task]);
                }

                estimates[resample] = size == 0 ? 0 : sum / size;
            }

            var total = denominators.Sum();
            return Intervals.Percentile(total == 0 ? 0 : numerators.Sum() / total, estimates);
        }
    }

    private sealed record ProbedTask(ImmutableArray<bool> Initial, ImmutableArray<bool> States)
    {
        public bool IsOpenedByStates => Initial[0] || States.Contains(true);

        public bool IsOpenedByRollouts => Initial.Contains(true);

        /// <summary>Simulations until the first success where states are tried after s0 one by one, the middle first, then outwards.</summary>
        public int SimulationsUntilOpened
        {
            get
            {
                var middle = States.Length / 2;
                var order = Enumerable.Range(0, States.Length).OrderBy(state => Math.Abs(state - middle)).Select(state => States[state]).Prepend(Initial[0]).ToList();
                var first = order.IndexOf(true);
                return first < 0 ? order.Count : first + 1;
            }
        }

        public static ProbedTask Of(TaskProbe probe, HashSet<string> won) => new(
            [.. probe.Initial.Select(attempt => won.Contains(new RolloutRequest(StartState.Initial(probe.Trunk.Task), attempt).Key))],
            [.. probe.Steps.Select(step => won.Contains(new RolloutRequest(StartState.After(probe.Trunk, step), 0).Key))]);
    }
}

/// <summary>What a method would newly solve.</summary>
/// <param name="Method">The method.</param>
/// <param name="PerThousand">Newly solved tasks per 1,000 simulations of its first iteration.</param>
public readonly record struct MethodYield(string Method, Interval PerThousand);
