using Gleaner.IO.Texts;
using Gleaner.Trajectories;

namespace Gleaner.Runs.Health;

/// <summary>Replies that were no action that the environment understands.</summary>
internal sealed class MalformedReplyRule() : HealthRule(
    "malformed-replies",
    "Malformed replies",
    $"more than {Percent(AllowedActions)} of a stage's actions not understood by the environment, or more than {Percent(AllowedRollouts)} of its rollouts ended without an action",
    "Look at what the policy wrote: say in the environment's rules how an action is written, raise 'max_reply_tokens' if replies are cut short, and give the student more demonstrations or steps of behaviour cloning.")
{
    private const double AllowedActions = 0.2;
    private const double AllowedRollouts = 0.05;

    private readonly StageShares _actions = new();
    private readonly StageShares _givenUp = new();

    public override void See(StageRollouts stage)
    {
        _actions.Add(
            stage.Place,
            stage.Rollouts.Sum(rollout => (long)rollout.Turns.Count(turn => !turn.Possible)),
            stage.Rollouts.Sum(rollout => (long)rollout.Turns.Length));
        _givenUp.Add(stage.Place, stage.IsScripted ? 0 : stage.Rollouts.Count(GaveUp), stage.Rollouts.Length);
        foreach (var rollout in stage.Rollouts)
        {
            if (!stage.IsScripted && GaveUp(rollout))
            {
                Show(stage, rollout, Text($"no action after {Count(rollout.Turns.Length, "action")}"));
            }
            else if (rollout.Turns.FirstOrDefault(turn => !turn.Possible) is { } odd)
            {
                Show(stage, rollout, $"not understood: {Excerpt.OneLine(odd.Action, 160)}");
            }
        }
    }

    public override HealthCheck Conclude()
    {
        var status = (HealthStatus)Math.Max((int)Grade(_actions.Count, _actions.Largest, AllowedActions), (int)Grade(_givenUp.Count, _givenUp.Largest, AllowedRollouts));
        return Result(status, status == HealthStatus.Fine
            ? $"The environment understood all of {Count(_actions.Of, "action")}, and no rollout ended without one."
            : (_actions.Count == 0 ? "" : $"{_actions.Describe("actions", "were not understood by the environment")}. ")
                + (_givenUp.Count == 0 ? "" : $"{_givenUp.Describe("rollouts", "ended without an action")}."));
    }

    private static bool GaveUp(RolloutRecord rollout) => rollout.StopReason == StopReason.NoAction;
}

/// <summary>Stages whose rollouts all have the same return: nothing can be told apart by it.</summary>
internal sealed class ConstantRewardRule() : HealthRule(
    "constant-rewards",
    "Constant rewards",
    $"a stage of {Fewest} rollouts or more that all have the same return, below success",
    "If all fail, the reward may never be given (compare with the environment's own scores), the tasks may be too hard, or the turns too few; if all succeed, harder tasks would tell more.")
{
    private const int Fewest = 8;

    private readonly List<(string Place, double Return, bool IsWon)> _constant = [];
    private int _stages;

    public override void See(StageRollouts stage)
    {
        var simulated = stage.Simulated.ToList();
        if (simulated.Count < Fewest)
        {
            return;
        }

        _stages++;
        if (simulated.All(rollout => rollout.Return == simulated[0].Return))
        {
            _constant.Add((stage.Place, simulated[0].Return, stage.IsWon(simulated[0])));
            Show(stage, simulated[0], Text($"return {simulated[0].Return:0.###}, as all {simulated.Count:N0} rollouts of this stage"));
        }
    }

    public override HealthCheck Conclude() => Result(
        _constant.Count == 0 ? HealthStatus.Fine : _constant.All(stage => stage.IsWon) ? HealthStatus.Notice : HealthStatus.Warning,
        _constant.Count == 0
            ? $"Returns differ in all of {Count(_stages, "stage")} with {Fewest} rollouts or more."
            : $"All returns are the same in {Count(_constant.Count, "stage")} of {_stages}: "
                + string.Join("; ", _constant.Take(HealthCheck.MostExamples).Select(stage => Text($"{stage.Place} ({stage.Return:0.###})")))
                + (_constant.Count > HealthCheck.MostExamples ? "; …" : "."));
}

/// <summary>Tasks whose rollouts in an exploration all came to the same: there is nothing to choose among.</summary>
internal sealed class OneOutcomeRule() : HealthRule(
    "one-outcome",
    "Groups of one outcome",
    $"more than {Percent(Allowed)} of the tasks that an exploration tried more than once, if there are {Fewest} or more",
    "If most are never won, start from more states of the experts, simulate more on each task, or take easier tasks; if most are always won, their simulations are better spent on others. A higher 'exploration.temperature' makes attempts differ.")
{
    private const double Allowed = 0.9;
    private const int Fewest = 10;

    private readonly StageShares _shares = new();
    private double _largest;
    private int _always;

    public override void See(StageRollouts stage)
    {
        if (stage.Stage.Kind != StageKind.Exploration)
        {
            return;
        }

        var groups = stage.Simulated.GroupBy(rollout => rollout.Task).Where(group => group.Count() > 1).ToList();
        var same = groups.Where(group => group.Select(stage.IsWon).Distinct().Count() == 1).ToList();
        _shares.Add(stage.Place, same.Count, groups.Count);
        _always += same.Count(group => stage.IsWon(group.First()));
        _largest = groups.Count < Fewest ? _largest : Math.Max(_largest, (double)same.Count / groups.Count);
        foreach (var group in same)
        {
            Show(stage, group.First(), Text($"{(stage.IsWon(group.First()) ? "all" : "none")} of {Count(group.Count(), "rollout")} of this task won"));
        }
    }

    public override HealthCheck Conclude() => _shares.Of == 0
        ? Result(HealthStatus.Fine, "No exploration tried a task more than once.")
        : Result(
            _largest > Allowed ? HealthStatus.Warning : HealthStatus.Fine,
            Text($"{_shares.Describe("groups of rollouts of one task", "had one outcome")}. Of these, {_always:N0} were won every time and {_shares.Count - _always:N0} never."));
}

/// <summary>Actions of the student that are known as text only.</summary>
internal sealed class ExactTokenRule() : HealthRule(
    "tokens-not-exact",
    "Tokens not exact",
    $"more than {Percent(Allowed)} of an exploration's actions without the tokens that were sampled",
    "What is trained is then a fresh encoding of the text, which may differ from what was sampled. Ask the server for tokens (vLLM: 'return_tokens_as_token_ids' and logprobs; see docs/endpoints.md), or sample with a student whose tokens are known.")
{
    private const double Allowed = 0.01;

    private readonly StageShares _shares = new();

    public override void See(StageRollouts stage)
    {
        if (stage.Stage.Kind != StageKind.Exploration)
        {
            return;
        }

        _shares.Add(
            stage.Place,
            stage.Rollouts.Sum(rollout => (long)rollout.Turns.Count(turn => turn.Ids is null)),
            stage.Rollouts.Sum(rollout => (long)rollout.Turns.Length));
        foreach (var rollout in stage.Rollouts.Where(rollout => rollout.Turns.Any(turn => turn.Ids is null)))
        {
            Show(stage, rollout, Text($"{rollout.Turns.Count(turn => turn.Ids is null):N0} of {Count(rollout.Turns.Length, "action")} as text only"));
        }
    }

    public override HealthCheck Conclude() => _shares.Of == 0
        ? Result(HealthStatus.Fine, "Nothing was explored.")
        : Result(
            Grade(_shares.Count, _shares.Largest, Allowed),
            _shares.Count == 0 ? $"The sampled tokens of all {Count(_shares.Of, "explored action")} are known." : $"{_shares.Describe("explored actions", "are known as text only")}.");
}
