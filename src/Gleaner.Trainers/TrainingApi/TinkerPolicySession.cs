using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Gleaner.Endpoints.Calls;
using Gleaner.Policies;
using Gleaner.Randomness;
using Gleaner.Students.Pretrained;
using Gleaner.Students.Sampling;
using Gleaner.Students.Views;
using Gleaner.Tinker;
using Gleaner.Trajectories;

namespace Gleaner.Trainers.TrainingApi;

/// <summary>
/// Samples actions by token ids. What is sent are the ids of the whole episode, sampled ones as they were sampled; what comes back is the action's ids. The limit of
/// an action ends it with the end of the turn, as with a student in this process.
/// </summary>
internal sealed class TinkerPolicySession(SampleCalls calls, SamplerSource source, IStudentView view, ActionTokens tokens, int end, int context, Decoding decoding) : IPolicySession
{
    private readonly SequenceRenderer _renderer = new(view);

    public async ValueTask<IReadOnlyList<Decision>> ActAsync(IReadOnlyList<OpenEpisode> episodes, CancellationToken cancellationToken)
    {
        // Here and not in the tasks: an episode's random stream is not for several threads.
        foreach (var episode in episodes)
        {
            episode.SessionState ??= new EpisodeIds(new Seed(episode.Random.NextBits()), new EpisodeCache(episode.Task));
        }

        return await Task.WhenAll(episodes.Select(episode => DecideAsync(episode, (EpisodeIds)episode.SessionState!, cancellationToken))).ConfigureAwait(false);
    }

    public void Release(OpenEpisode episode) => episode.SessionState = null;

    public void Dispose()
    {
    }

    private async Task<Decision> DecideAsync(OpenEpisode episode, EpisodeIds state, CancellationToken cancellationToken)
    {
        state.Cache.CatchUp(episode, _renderer);
        var ids = state.Cache.Pending;
        var room = context - ids.Count;
        var most = Math.Min(tokens.Limit - 1, room);
        if (most < 1)
        {
            return new Decision(null) { IsContextFull = true };
        }

        var sampling = new TinkerSampling(most)
        {
            Temperature = decoding.Temperature,
            Seed = (int)(state.Seed.Derive("turn", episode.Turns.Count).Value & int.MaxValue),
            StopIds = [.. tokens.Stops],
        };
        var key = new CallKey(state.Seed.Value.ToString("x16", CultureInfo.InvariantCulture), episode.Turns.Count, 0, HashOf(ids, sampling));
        var answer = await calls.SampleAsync(episode.Task, key, source, ids.ToArray(), sampling, sampled => TextOf([.. sampled]), cancellationToken).ConfigureAwait(false);
        return DecisionOf(answer, state.Cache, most < room);
    }

    private Decision DecisionOf(CallRecord answer, EpisodeCache cache, bool hasRoomForEnd)
    {
        var sampled = answer.Ids ?? [];
        if (sampled.IsEmpty || !tokens.IsStop(sampled[^1]))
        {
            if (answer.Finish != "stop" && !hasRoomForEnd)
            {
                return new Decision(null) { IsContextFull = true };
            }

            // Some servers keep the token that ended a sequence to themselves.
            sampled = sampled.Add(end);
        }

        cache.Pending.AddRange(sampled);
        cache.MarkActionSampled();
        return new Decision(answer.Reply, new SampledTokens(sampled, answer.LogProbability ?? 0));
    }

    private string TextOf(ImmutableArray<int> sampled) => tokens.Decode((!sampled.IsEmpty && tokens.IsStop(sampled[^1]) ? sampled[..^1] : sampled).AsSpan());

    private string HashOf(List<int> ids, TinkerSampling sampling)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(ids)));
        hash.AppendData(System.Text.Encoding.UTF8.GetBytes(string.Create(
            CultureInfo.InvariantCulture, $"/{source.Named}/{sampling.MaxTokens}/{sampling.Temperature:R}/{sampling.Seed}")));
        return Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, 16));
    }

    /// <summary>What the session keeps of an episode: its name, from which the seeds of its turns are derived, and its ids, all of them pending.</summary>
    private sealed record EpisodeIds(Seed Seed, EpisodeCache Cache);
}
