using System.Collections.Immutable;

namespace Gleaner.Trajectories;

/// <summary>
/// The token ids of an action as they were sampled. These are the truth that training uses; the action's text is a view of
/// them, because tokenising the text again may give other ids.
/// </summary>
/// <param name="Ids">Token ids, the end-of-turn token included.</param>
/// <param name="LogProbability">Sum of the ids' log-probabilities under the policy as it sampled (temperature and constraints included), in nats.</param>
public sealed record SampledTokens(ImmutableArray<int> Ids, double LogProbability);
