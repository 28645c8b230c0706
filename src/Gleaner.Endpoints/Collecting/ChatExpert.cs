using System.Collections.Immutable;
using Gleaner.Endpoints.Calls;
using Gleaner.Endpoints.Kinds;
using Gleaner.Endpoints.Policies;
using Gleaner.Experiments;
using Gleaner.Runs;
using Gleaner.Trajectories;

namespace Gleaner.Endpoints.Collecting;

/// <summary>A chat model that plays. The endpoint is asked only for what the run does not have yet.</summary>
/// <param name="config">What the configuration says of it.</param>
/// <param name="agent">The agent in the run's world.</param>
internal sealed class ChatExpert(ChatExpertConfig config, ChatPolicyOptions agent) : IExpert
{
    /// <summary>Every answered call, in the expert's folder.</summary>
    public const string CallsFile = "calls.jsonl";

    /// <summary>What they took.</summary>
    public const string SpendingFileName = "spending.json";

    public string? DataHash => null;

    public async Task<ImmutableArray<Trajectory>> CollectAsync(RunContext context, ExperimentSplits splits, CancellationToken cancellationToken)
    {
        var folder = RunLayout.Expert(config.Name);
        var endpoint = config.Endpoint.Open();
        using var client = endpoint.Client;
        using var calls = ChatCalls.Open(endpoint, context.Directory.Files, context.Directory.Resolve($"{folder}/{CallsFile}"), context.Time);
        var policy = new ChatPolicy(agent, calls);

        // One episode a worker: none waits for the answers of the others.
        var parallel = context with { Rollouts = context.Rollouts with { Workers = config.Endpoint.Calls.Parallel, BatchSize = 1 } };
        try
        {
            var trajectories = await new ExpertCollection(parallel)
                .CollectAsync(policy, splits.Training.Tasks, config.Agent.Decoding, config.Seed, cancellationToken).ConfigureAwait(false);
            if (config.IsEvaluated)
            {
                await new EvaluationStage(parallel).RunAsync(folder, policy, Author.Expert, splits.Tests, cancellationToken).ConfigureAwait(false);
            }

            return trajectories;
        }
        finally
        {
            SpendingFile.Of(config.Endpoint.Model, calls.Ledger).Write(context.Directory.Files, context.Directory.Resolve($"{folder}/{SpendingFileName}"));
        }
    }
}
