using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Gleaner.Environments;
using Gleaner.Randomness;
using Gleaner.Rollouts;
using Gleaner.Students;
using Gleaner.Students.Sampling;

namespace Gleaner.Benchmarks.Prefix;

/// <summary>
/// How many tokens an exploration computes: with shared prefixes, with each episode's own cache, and without any reuse.
/// All three must give the same rollouts.
/// </summary>
public static class PrefixBenchmark
{
    /// <summary>Runs an exploration's requests in the three ways and prints a table and one JSON line.</summary>
    /// <param name="environment">The environment.</param>
    /// <param name="student">A student on the embedded decoder.</param>
    /// <param name="requests">What is to be explored.</param>
    /// <param name="options">How rollouts are run.</param>
    /// <param name="output">Where the table goes.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <exception cref="ArgumentException">The student is of another kind.</exception>
    /// <exception cref="InvalidOperationException">The three ways gave different rollouts.</exception>
    public static async Task RunAsync(
        IEnvironment environment,
        IStudent student,
        IReadOnlyList<RolloutRequest> requests,
        RolloutOptions options,
        TextWriter output,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(output);
        var decoder = student as DecoderStudent
            ?? throw new ArgumentException("The benchmark needs a student on the embedded decoder.", nameof(student));
        string? actions = null;
        Dictionary<PrefixReuse, Measured> measured = [];
        await output.WriteLineAsync($"{requests.Count} rollouts, {options.Workers} workers, batches of {options.BatchSize}").ConfigureAwait(false);
        await output.WriteLineAsync($"{"reuse",-12}{"computed",12}{"contexts",12}{"tree nodes",12}{"per node",10}{"per context",13}{"seconds",10}").ConfigureAwait(false);
        foreach (var reuse in new[] { PrefixReuse.None, PrefixReuse.PerEpisode, PrefixReuse.Shared })
        {
            (var result, var rollouts) = await MeasureAsync(environment, decoder, requests, options, reuse, cancellationToken).ConfigureAwait(false);
            var own = string.Join('\n', rollouts.Select(rollout => string.Join(' ', rollout.Trajectory.Turns.Select(turn => turn.Action))));
            if ((actions ??= own) != own)
            {
                throw new InvalidOperationException($"The rollouts with {reuse} differ from those with {PrefixReuse.None}.");
            }

            measured.Add(reuse, result);
            await output.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture,
                $"{reuse,-12}{result.Computed,12:N0}{result.Context,12:N0}{result.Nodes,12:N0}{result.PerNode,10:F3}{result.PerContext,13:F3}{result.Seconds,10:F2}")).ConfigureAwait(false);
        }

        Measured shared = measured[PrefixReuse.Shared], none = measured[PrefixReuse.None];
        await output.WriteLineAsync(JsonSerializer.Serialize(new
        {
            bench = "prefix",
            rollouts = requests.Count,
            tokens_computed_per_distinct_context_token = Math.Round(shared.PerNode, 3),
            tokens_computed_per_context_token = Math.Round(shared.PerContext, 3),
            seconds = Math.Round(shared.Seconds, 3),
            peer = "the same decoder without reuse",
            peer_tokens_computed_per_distinct_context_token = Math.Round(none.PerNode, 3),
            peer_tokens_computed_per_context_token = Math.Round(none.PerContext, 3),
            peer_seconds = Math.Round(none.Seconds, 3),
            ratio = Math.Round(none.PerNode / shared.PerNode, 3),
        })).ConfigureAwait(false);
    }

    private static async Task<(Measured Result, ImmutableArray<Rollout> Rollouts)> MeasureAsync(
        IEnvironment environment,
        DecoderStudent student,
        IReadOnlyList<RolloutRequest> requests,
        RolloutOptions options,
        PrefixReuse reuse,
        CancellationToken cancellationToken)
    {
        MeteredPolicy policy = new(student, reuse);
        var watch = Stopwatch.StartNew();
        var rollouts = await new RolloutEngine(environment)
            .RunAsync(policy, requests, new Seed(1), options, cancellationToken: cancellationToken).ConfigureAwait(false);
        var seconds = watch.Elapsed.TotalSeconds;
        return (new Measured(policy.Computed, policy.Contexts.Tokens, policy.Contexts.Nodes, seconds), rollouts);
    }

    private sealed record Measured(long Computed, long Context, long Nodes, double Seconds)
    {
        public double PerNode => (double)Computed / Nodes;

        public double PerContext => (double)Computed / Context;
    }
}
