using Gleaner.Environments;
using Gleaner.Viewer.Index;
using Gleaner.Viewer.Library;

namespace Gleaner.Viewer.Models;

/// <summary>The environment in a state of a rollout, and what somebody who looks at the run has done there since.</summary>
internal sealed record PlayModel
{
    /// <summary>The name of an action in the page's address; all state of the page is there.</summary>
    public const string Field = "do";

    /// <summary>Actions that a page plays at most.</summary>
    public const int MostActions = 200;

    public required RolloutModel Rollout { get; init; }

    /// <summary>How many of the rollout's own actions were played, the trunk's included.</summary>
    public required int Step { get; init; }

    /// <summary>How many of these states were compared with what was recorded.</summary>
    public int Compared { get; init; }

    /// <summary>What was done since.</summary>
    public IReadOnlyList<PlayedAction> Actions { get; init; } = [];

    /// <summary>What is seen now; null if the state could not be reached.</summary>
    public CutText? Observation { get; init; }

    public double Return { get; init; }

    public bool IsDone { get; init; }

    /// <summary>What the return is made of; empty if the environment does not say.</summary>
    public string Explanation { get; init; } = "";

    /// <summary>What the rollout did in this state; null once something else was done, and at its end.</summary>
    public string? Recorded { get; init; }

    /// <summary>Why the state could not be reached; null if it was.</summary>
    public string? Problem { get; init; }

    /// <summary>Whether the environment is still being opened.</summary>
    public bool IsOpening { get; init; }
}

/// <summary>An action of somebody who looks at the run.</summary>
/// <param name="Seen">What was seen before it.</param>
/// <param name="Action">The action.</param>
/// <param name="Reward">Its reward.</param>
/// <param name="WasPossible">False if it was no action there.</param>
internal sealed record PlayedAction(CutText Seen, string Action, double Reward, bool WasPossible);

/// <summary>
/// Plays: from the task's beginning each time, because a page's address is all its state. Every recorded observation on the way is compared.
/// </summary>
internal static class PlayModelBuilder
{
    private static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(60);

    /// <summary>Reaches the state; null if the rollout has none such.</summary>
    public static async Task<PlayModel?> BuildAsync(
        ViewedRun run, RolloutRow row, int step, IReadOnlyList<string> actions, TimeProvider time, CancellationToken cancellationToken)
    {
        var rollout = await RolloutModel.BuildAsync(run, row, time, cancellationToken).ConfigureAwait(false);
        var model = new PlayModel { Rollout = rollout, Step = step };
        if (rollout.Played.Observations == ObservationSource.Opening)
        {
            return model with { IsOpening = true };
        }

        // Without observations the trunk's actions may be missing, too: what is left would lead elsewhere.
        if (rollout.Played.Observations == ObservationSource.Missing)
        {
            return model with { Problem = rollout.Played.Problem };
        }

        if (step < 0 || step > rollout.Played.Trajectory.Length || actions.Count > PlayModel.MostActions)
        {
            return null;
        }

        using var limit = new CancellationTokenSource(TimeLimit, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            var environment = await run.Player.EnvironmentAsync(time, stop.Token).ConfigureAwait(false);
            return environment is null ? model with { IsOpening = true } : await PlayAsync(model, environment, actions, stop.Token).ConfigureAwait(false);
        }
        catch (GleanerException exception)
        {
            return model with { Problem = exception.Message };
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            return model with { Problem = $"The environment did not get there within {TimeLimit.TotalSeconds:0} seconds." };
        }
    }

    private static async Task<PlayModel> PlayAsync(PlayModel model, IEnvironment environment, IReadOnlyList<string> actions, CancellationToken cancellationToken)
    {
        var recorded = model.Rollout.Played.Trajectory;
        var state = await CheckedReplay.TryOpenAsync(environment, recorded, model.Step, cancellationToken: cancellationToken).ConfigureAwait(false);
        await using var closing = state.ConfigureAwait(false);
        if (state.Episode is not { } episode)
        {
            return model with { Compared = state.Step, Problem = $"After {state.Step} actions it is not as it was recorded: {state.Difference}" };
        }

        var done = new List<PlayedAction>();
        foreach (var action in actions.TakeWhile(_ => !episode.IsDone))
        {
            var seen = CutText.Of(episode.Observation.Text, RolloutModel.ShownCharacters);
            var result = await episode.StepAsync(action, cancellationToken).ConfigureAwait(false);
            done.Add(new PlayedAction(seen, action, result.Reward, result.WasPossible));
        }

        return model with
        {
            Compared = model.Step + 1,
            Actions = done,
            Observation = CutText.Of(episode.Observation.Text, RolloutModel.ShownCharacters),
            Return = episode.Return,
            IsDone = episode.IsDone,
            Explanation = episode is IExplainedEpisode explained ? await explained.ExplainReturnAsync(cancellationToken).ConfigureAwait(false) : "",
            Recorded = done.Count == 0 && model.Step < recorded.Length ? recorded.Turns[model.Step].Action : null,
        };
    }
}
