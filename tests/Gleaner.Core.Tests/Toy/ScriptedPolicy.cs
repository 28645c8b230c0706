using System.Collections.Concurrent;
using Gleaner.Policies;

namespace Gleaner.Tests.Toy;

/// <summary>A policy given as a function; remembers the largest batch that it was asked about.</summary>
internal sealed class ScriptedPolicy(string name, Func<OpenEpisode, Decision> decide) : IPolicy
{
    private int _largestBatch;

    public string Name => name;

    public int LargestBatch => _largestBatch;

    public ConcurrentBag<OpenEpisode> Released { get; } = [];

    public static ScriptedPolicy Of(string name, Func<OpenEpisode, string?> act) => new(name, episode => new Decision(act(episode)));

    public IPolicySession Open(Decoding decoding) => new Session(this, decide);

    private sealed class Session(ScriptedPolicy policy, Func<OpenEpisode, Decision> decide) : IPolicySession
    {
        public ValueTask<IReadOnlyList<Decision>> ActAsync(IReadOnlyList<OpenEpisode> episodes, CancellationToken cancellationToken)
        {
            policy._largestBatch = Math.Max(policy._largestBatch, episodes.Count);
            return ValueTask.FromResult<IReadOnlyList<Decision>>([.. episodes.Select(decide)]);
        }

        public void Release(OpenEpisode episode) => policy.Released.Add(episode);

        public void Dispose()
        {
        }
    }
}
