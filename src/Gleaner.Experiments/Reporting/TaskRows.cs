using System.Collections.Immutable;
using Gleaner.Runs;
using Gleaner.Selection;
using Gleaner.Tasks;
using ReportedTask = Gleaner.Reports.Model.TaskHistory;
using ReportedTasks = Gleaner.Reports.Model.TaskAccounts;

namespace Gleaner.Experiments.Reporting;

/// <summary>The training tasks one by one, as one method under one seed saw them.</summary>
internal static class TaskRows
{
    /// <param name="run">The run.</param>
    /// <param name="studied">The method that stages and verdicts belong to.</param>
    public static ReportedTasks Create(RunResults run, MethodSummary studied)
    {
        var threshold = studied.Description.SuccessThreshold;
        var accounts = run.Accounts(studied);
        var solvers = Solvers(run, studied, accounts, threshold);
        return new ReportedTasks
        {
            Method = studied.Description.Name,
            Stages = ["expert", .. studied.Iterations.Select(iteration => $"iteration {iteration.Metrics.Number}")],
            Tasks = [.. accounts.Select(account => Row(account, solvers, run, threshold) with { ViewerPage = ViewerPages.Task(studied.Folder, account.Task) })],
        };
    }

    private static ReportedTask Row(TaskAccount account, ILookup<TaskId, string> solvers, RunResults run, double threshold)
    {
        var firstExpert = run.Display.Experts.Select(display => display.Name).FirstOrDefault();
        var expert = account.Experts.FirstOrDefault(trajectory => trajectory.Policy == firstExpert);
        var verdicts = account.Iterations.LastOrDefault()?.Trunks.SelectMany(trunk => trunk.Verdicts).ToList() ?? [];
        return new ReportedTask
        {
            Id = account.Task.Value,
            Instruction = run.TaskText(account.Task),
            ExpertReturn = expert?.Return,
            Solved = [expert?.IsPositive(threshold), .. account.Iterations.Select(iteration => IsSolved(iteration, threshold))],
            SolvedBy = [.. solvers[account.Task].Distinct()],
            SolvedFromState = account.Iterations.Select(iteration => FirstState(iteration, threshold)).FirstOrDefault(state => state is not null),
            Beneficial = verdicts.Count(verdict => verdict == ActionVerdict.Beneficial),
            Harmful = verdicts.Count(verdict => verdict == ActionVerdict.Harmful),
            Unused = verdicts.Count(verdict => verdict == ActionVerdict.Unused),
        };
    }

    private static ILookup<TaskId, string> Solvers(RunResults run, MethodSummary studied, ImmutableArray<TaskAccount> accounts, double threshold)
    {
        var byExperts =
            from expert in run.Summary.Experts
            from trajectory in expert.Trajectories
            where trajectory.IsPositive(threshold)
            select (trajectory.Task, expert.Name);
        var byMethods =
            from method in run.Summary.Methods
            where method.Seed == studied.Seed
            from account in ReferenceEquals(method, studied) ? accounts : run.Accounts(method)
            where account.Iterations.Any(iteration => iteration.Rollouts.Any(rollout => IsWon(rollout, threshold)))
            select (account.Task, method.Description.Name);
        return byExperts.Concat(byMethods).ToLookup(solved => solved.Task, solved => solved.Name);
    }

    private static bool? IsSolved(TaskIteration iteration, double threshold) =>
        iteration.Rollouts.IsEmpty ? null : iteration.Rollouts.Any(rollout => IsWon(rollout, threshold));

    private static int? FirstState(TaskIteration iteration, double threshold)
    {
        var first = iteration.Rollouts.Where(rollout => IsWon(rollout, threshold)).MinBy(rollout => rollout.Step);
        if (first is null || first.Step == 0)
        {
            return first?.Step;
        }

        var trunk = iteration.Trunks.FirstOrDefault(trunk => trunk.Trunk == first.Trunk);
        return trunk?.States.Select(state => state.Step).ToList().IndexOf(first.Step);
    }

    private static bool IsWon(RolloutRecord rollout, double threshold) => rollout.WasSimulated && rollout.Return >= threshold;
}
