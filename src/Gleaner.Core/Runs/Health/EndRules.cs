using Gleaner.Trajectories;

namespace Gleaner.Runs.Health;

/// <summary>Rollouts that ended for some reason other than their task's end.</summary>
/// <param name="id">A stable name.</param>
/// <param name="title">A short heading.</param>
/// <param name="allowed">The share of a stage's rollouts up to which it is no warning.</param>
/// <param name="isMeant">Whether a reason is meant.</param>
/// <param name="whatHappened">What happened to these rollouts.</param>
/// <param name="advice">What to do about it.</param>
internal class EndRule(string id, string title, double allowed, Func<StopReason, bool> isMeant, string whatHappened, string advice)
    : HealthRule(id, title, $"more than {Percent(allowed)} of the rollouts of a stage", advice)
{
    private readonly StageShares _shares = new();

    public override void See(StageRollouts stage)
    {
        var meant = stage.Rollouts.Where(rollout => isMeant(rollout.StopReason)).ToList();
        _shares.Add(stage.Place, meant.Count, stage.Rollouts.Length);
        meant.ForEach(rollout => See(stage, rollout));
    }

    public override HealthCheck Conclude() => Result(
        Grade(_shares.Count, _shares.Largest, allowed),
        _shares.Count == 0 ? $"None of {Count(_shares.Of, "rollout")}." : $"{_shares.Describe("rollouts", whatHappened)}.{Further()}");

    protected virtual void See(StageRollouts stage, RolloutRecord rollout) =>
        Show(stage, rollout, Text($"{Count(rollout.Turns.Length, "action")} from {rollout.Label}"));

    protected virtual string Further() => "";
}

/// <summary>The rules about how rollouts ended.</summary>
internal static class EndRules
{
    public static HealthRule ContextLimits() => new EndRule(
        "context-limits",
        "Context limits",
        0.05,
        reason => reason == StopReason.ContextLimit,
        "ended because the policy's context was full",
        "Raise the student's 'context' (or 'context_tokens' of an endpoint), shorten what the environment shows, or allow fewer turns by 'environment.max_turns'.");

    public static HealthRule EnvironmentFailures() => new FailureRule();

    public static HealthRule StartStatesMissed() => new MissedRule();

    /// <summary>Start states that were not reached, and those that were by other texts.</summary>
    private sealed class MissedRule() : EndRule(
        "start-states-missed",
        "Start states missed",
        0.01,
        reason => reason == StopReason.ReplayDiverged,
        "were not simulated, because replaying the recorded actions did not reach their start state",
        "The environment does not repeat itself: fix its seeds, make sure that each episode has a fresh state, and compare by 'gleaner replay'. ScienceWorld repeats itself from version 1.3.0 on; for older ones there is 'environment.compare: tolerant'.")
    {
        private long _tolerated;

        public override void See(StageRollouts stage)
        {
            base.See(stage);
            var tolerated = stage.Rollouts.Where(rollout => rollout.Before is not null).ToList();
            _tolerated += tolerated.Count;
            tolerated.ForEach(rollout => Show(stage, rollout, $"reached by other texts than the recorded ones: {rollout.Label}"));
        }

        public override HealthCheck Conclude() => base.Conclude() is { Status: HealthStatus.Fine } fine && _tolerated > 0
            ? Result(HealthStatus.Notice, fine.Finding + Further())
            : base.Conclude();

        protected override string Further() => _tolerated == 0 ? ""
            : Text($" {Count(_tolerated, "other")} reached it by texts that differ from the recorded ones only in what the environment tolerates; these were simulated.");
    }

    /// <summary>Failures of the environment, with its own words.</summary>
    private sealed class FailureRule() : EndRule(
        "environment-failures",
        "Environment failures",
        0.01,
        reason => reason.IsEnvironmentFailure,
        "ended because the environment failed",
        "Nothing is learnt from them, and an evaluation tries them once more, then counts them as lost. Read the environment's own log at the time, raise its time limits or its memory, and let fewer episodes be open at a time; a resumed run tries again only what was not finished.")
    {
        private const int MostMessages = 3;

        private readonly Dictionary<string, int> _messages = new(StringComparer.Ordinal);

        protected override void See(StageRollouts stage, RolloutRecord rollout)
        {
            var words = rollout.Failure ?? "";
            _messages[words] = _messages.GetValueOrDefault(words) + 1;
            Show(stage, rollout, words.Length == 0 ? $"{rollout.StopReason}: what the environment said was not recorded" : $"The environment said: {words}");
        }

        protected override string Further()
        {
            var said = _messages
                .OrderByDescending(message => message.Value)
                .ThenBy(message => message.Key, StringComparer.Ordinal)
                .Where(message => message.Key.Length > 0)
                .Take(MostMessages)
                .Select(message => Text($"“{message.Key}” ({message.Value:N0} times)"))
                .ToList();
            return said.Count == 0 ? " What it said was not recorded." : $" It said: {string.Join("; ", said)}.";
        }
    }
}
