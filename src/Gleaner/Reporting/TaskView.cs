using System.Collections.Immutable;
using System.Globalization;
using Gleaner.Exploration;
using Gleaner.Reports.Model;
using Gleaner.Runs;
using Gleaner.Selection;
using Gleaner.Trajectories;
using Gleaner.Viewer;

namespace Gleaner.CommandLine.Reporting;

/// <summary>One training task as text: the expert's run with its start states, then what each iteration made of it.</summary>
internal static class TaskView
{
    /// <param name="account">The task.</param>
    /// <param name="method">The method that it is shown under.</param>
    /// <param name="run">The run.</param>
    /// <param name="withObservations">Whether what the experts saw is written as well, and the id of each rollout, by which what it saw can be asked for.</param>
    /// <param name="viewer">Where the viewer's pages of the run are; null if that is not known.</param>
    /// <param name="output">Where it is written.</param>
    public static void Write(TaskAccount account, MethodSummary method, RunResults run, bool withObservations, ViewerSite? viewer, TextWriter output)
    {
        output.WriteLine($"Task {account.Task}");
        output.WriteLine($"  {run.TaskText(account.Task).ReplaceLineEndings("\n  ")}");
        output.WriteLine($"Method {method.Description.Name}, seed {method.Seed}");
        var page = ViewerPages.Task(method.Folder, account.Task);
        output.WriteLine($"In the viewer: {viewer?.Of(page) ?? $"/run/{ViewerPages.RunName(run.Folder)}/{page}"}");
        foreach (var expert in account.Experts)
        {
            WriteExpert(expert, run, withObservations, output);
        }

        foreach (var iteration in account.Iterations)
        {
            output.WriteLine();
            output.WriteLine($"Iteration {iteration.Number}");
            WriteRollouts(iteration.Rollouts, withObservations ? rollout => $"{RolloutTranscript.IdOf(method.Folder, iteration.Number, rollout)}  " : _ => "", viewer is null ? null : PageOf, output);
            string PageOf(RolloutRecord rollout) => viewer.Of(ViewerPages.Rollout($"{RunLayout.Iteration(method.Folder, iteration.Number)}/rollouts", rollout.Key));
            foreach (var trunk in iteration.Trunks)
            {
                WriteTrunk(trunk, output);
            }

            foreach (var example in iteration.Examples)
            {
                WriteExample(example, output);
            }

            if (iteration.Examples.IsEmpty)
            {
                output.WriteLine("  Nothing is learnt from this task.");
            }
        }
    }

    private static void WriteExpert(Trajectory expert, RunResults run, bool withObservations, TextWriter output)
    {
        var isSimulated = run.Display.Experts.FirstOrDefault(own => own.Name == expert.Policy)?.IsSimulated == true;
        output.WriteLine();
        output.WriteLine($"Expert {expert.Policy}{(isSimulated ? " (simulated)" : "")}: return {Number(expert.Return)}, {StopReasonText.Of(expert.StopReason)}");
        for (var step = 0; step < expert.Length; step++)
        {
            WriteObservation(expert.Turns[step].Observation, withObservations, output);
            output.WriteLine($"  {step,2}  {OneLine(expert.Turns[step].Action)}{RolloutTranscript.RemarkOn(expert.Turns[step])}");
        }

        WriteObservation(expert.Final, withObservations, output);
    }

    private static void WriteObservation(Observation observation, bool isWanted, TextWriter output)
    {
        if (isWanted)
        {
            output.WriteLine($"      | {observation.Text.ReplaceLineEndings("\n      | ")}");
        }
    }

    private static void WriteRollouts(ImmutableArray<RolloutRecord> rollouts, Func<RolloutRecord, string> idOf, Func<RolloutRecord, string>? pageOf, TextWriter output)
    {
        foreach (var rollout in rollouts)
        {
            var actions = string.Join("  ", rollout.Turns.Select(turn => OneLine(turn.Action)));
            var said = rollout.Failure is { } words ? $" (it said: {words})" : "";
            output.WriteLine($"  {idOf(rollout)}from {Start(rollout.Trunk, rollout.Step)}{(rollout.Attempt > 0 ? $", attempt {rollout.Attempt + 1}" : "")}: "
                + $"return {Number(rollout.Return)}, {StopReasonText.Of(rollout.StopReason)}{said}: {actions}");
            if (pageOf is not null)
            {
                output.WriteLine($"      {pageOf(rollout)}");
            }
        }
    }

    private static void WriteTrunk(TrunkAccount trunk, TextWriter output)
    {
        output.WriteLine($"  Verdicts on {trunk.Trunk}:");
        for (var step = 0; step < trunk.Actions.Length; step++)
        {
            var state = trunk.States.FirstOrDefault(state => state.Step == step);
            var outcome = State(state.Outcome, state.Verdict);
            var recovery = trunk.RecoverySteps.Contains(step) ? ", recovery state" : "";
            output.WriteLine($"    {step,2}  {Verdict(trunk.Verdicts[step]),-10}  {OneLine(trunk.Actions[step])}{(outcome.Length > 0 ? $"   [before it: {outcome}{recovery}]" : "")}");
        }
    }

    private static void WriteExample(WeightedExample example, TextWriter output)
    {
        output.WriteLine($"  Learnt for {Start(example.StateTrunk, example.StateStep)}: solved by {example.SolvedBy} from {Start(example.StartTrunk, example.StartStep)}"
            + $", found {(example.FoundIn == 0 ? "by the expert" : $"in iteration {example.FoundIn}")}");
        foreach (var action in example.Actions)
        {
            output.WriteLine($"    {Number(action.Weight),4}  {action.Author.ToString().ToLowerInvariant(),-7}  {OneLine(action.Action)}   ({action.Reason.Text})");
        }
    }

    private static string Start(string? trunk, int step) => trunk is null || step == 0 ? "s0" : $"s{step} of {trunk}";

    private static string State(StateOutcome outcome, StateVerdict verdict) => (outcome.Attempts, verdict) switch
    {
        (0, _) => "",
        (_, StateVerdict.Success) => $"student succeeds ({outcome.Successes} of {outcome.Attempts})",
        (_, StateVerdict.Failure) when outcome.Successes == 0 => $"student fails ({outcome.Attempts} tried)",
        (_, StateVerdict.Failure) => $"student fails ({outcome.Successes} of {outcome.Attempts} succeeded)",
        _ => $"not decided ({outcome.Successes} of {outcome.Attempts} succeeded)",
    };

    private static string Verdict(ActionVerdict verdict) => verdict.ToString().ToLowerInvariant();

    // An action may hold a thought in front, or break its line.
    private static string OneLine(string action) => action.ReplaceLineEndings(" ⏎ ");

    private static string Number(double value) => value.ToString("0.###", CultureInfo.InvariantCulture);
}
