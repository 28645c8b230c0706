using System.Globalization;
using Gleaner.Endpoints.Calls;
using Gleaner.Endpoints.OpenAI;
using Gleaner.Endpoints.Policies;
using Gleaner.Experiments;
using Gleaner.IO.Texts;
using Gleaner.Randomness;
using Gleaner.Rollouts;
using Gleaner.Trajectories;

namespace Gleaner.Endpoints.Kinds;

/// <summary>
/// Whether an endpoint answers as it should: it is asked for one decision, as a run would ask. The answer goes into the journal of the run's folder, so it
/// counts against the budget, and a run that asks the same is not asked to pay again.
/// </summary>
/// <param name="name">Who is asked: the policy's name in trajectories.</param>
/// <param name="author">Who that is.</param>
/// <param name="endpoint">Where it is.</param>
/// <param name="agent">How it is made an agent.</param>
/// <param name="seed">Names the episode, as a run would.</param>
/// <param name="journal">The journal in the run's folder, with <c>/</c>.</param>
public sealed class EndpointCheck(string name, Author author, EndpointConfig endpoint, ChatAgentConfig agent, Seed seed, string journal) : PreflightCheck
{
    private const int LongestShown = 80;

    /// <inheritdoc/>
    public override string Id => $"endpoint {name}";

    /// <inheritdoc/>
    public override string Title => $"endpoint of {name}";

    /// <inheritdoc/>
    public override bool IsPaid => true;

    /// <inheritdoc/>
    public override TimeSpan TimeLimit => TimeSpan.FromSeconds(60);

    /// <inheritdoc/>
    public override async Task<PreflightResult> RunAsync(PreflightContext context, CancellationToken cancellationToken)
    {
        // Once and no more: what a run would ask for again is what is to be found here.
        var once = endpoint with { Calls = endpoint.Calls with { Retries = 0 } };
        var opened = once.Open();
        using var client = opened.Client;
        using var held = context.HoldFolder();
        using var calls = ChatCalls.Open(opened, context.Options.Files, Path.Combine(context.Folder, journal), context.Options.Clock);
        var before = calls.Ledger.Total;
        var options = agent.AgentIn(context.World, name, endpoint.Model) with { Corrections = 0, OnFailure = FailureRule.Stop };
        var rollouts = await new RolloutEngine(context.World.Environment).RunAsync(
            new ChatPolicy(options, calls),
            [new RolloutRequest(StartState.Initial(context.Splits.Training.Tasks[0]), 0)],
            seed,
            new RolloutOptions { MaxTurns = 1, Workers = 1, BatchSize = 1, Decoding = agent.Decoding, Author = author },
            cancellationToken: cancellationToken).ConfigureAwait(false);
        var trajectory = rollouts[0].Trajectory;
        if (author == Author.Expert && trajectory.Length > 0)
        {
            context.Keep(trajectory);
        }

        return ResultOf(trajectory, rollouts[0].Failure, before, calls.Ledger.Total);
    }

    private PreflightResult ResultOf(Trajectory trajectory, string? failure, CallCounts before, CallCounts after)
    {
        var wasAsked = after.Calls > before.Calls;
        var spent = after.Cost - before.Cost;
        var answer = $"{endpoint.Model} at {endpoint.Address} {(wasAsked ? "answered" : "answered before (journal)")}"
            + (trajectory.Length > 0 ? $": {Excerpt.OneLine(trajectory.Turns[0].Action, LongestShown)}" : "")
            + (spent > 0 ? string.Create(CultureInfo.InvariantCulture, $", cost {spent:0.00####}") : "")
            + $"; tokens {Tokens(trajectory)}";
        return trajectory.StopReason.IsEnvironmentFailure ? PreflightResult.Failed($"{answer}; the environment failed: {failure}")
            : trajectory.StopReason == StopReason.ContextLimit ? PreflightResult.Failed($"{answer}; the first observation fills the context", "Raise 'context_tokens', or serve the model with a longer context.")
            : after.Truncated > before.Truncated ? PreflightResult.Warning($"{answer}; the limit of tokens cut it short", "Raise 'max_reply_tokens'; reasoning models need some thousands.")
            : trajectory.Length == 0 ? PreflightResult.Warning($"{answer}; it gave no action")
            : after.Malformed > before.Malformed ? PreflightResult.Warning($"{answer}; the reply was malformed", "See what it wrote in the journal; another 'prompt' or 'few_shot' may help.")
            : endpoint.Tokens is not (TokenRequest.None or TokenRequest.Auto) && trajectory.Turns[0].Tokens is null
                ? PreflightResult.Warning(answer, "Check 'tokens' against the server (docs/endpoints.md); replies count as text until they come.")
            : PreflightResult.Ok(answer);
    }

    private string Tokens(Trajectory trajectory) => endpoint.Tokens == TokenRequest.None ? "not asked for"
        : trajectory.Length == 0 ? "not seen, as there is no action"
        : trajectory.Turns[0].Tokens is { } tokens ? string.Create(CultureInfo.InvariantCulture, $"exact ({tokens.Ids.Length})")
        : endpoint.Tokens == TokenRequest.Auto ? "not exact: the server does not say that it can give them"
        : "not exact";
}
