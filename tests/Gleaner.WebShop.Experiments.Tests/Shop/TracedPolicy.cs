using System.Collections.Concurrent;
using System.Collections.Immutable;
using Gleaner.Policies;
using Gleaner.Students;
using Gleaner.Students.Sampling;
using Gleaner.Trajectories;

namespace Gleaner.WebShop.Experiments.Tests.Shop;

/// <summary>A decoder policy that notes, when an episode ends, which ids the decoder was fed for it.</summary>
internal sealed class TracedPolicy(DecoderStudent student) : IPolicy
{
    private readonly ConcurrentDictionary<Turn, ImmutableArray<int>> _fed = new(ReferenceEqualityComparer.Instance);

    public string Name => student.Name;

    public IPolicySession Open(Decoding decoding) => new Session((DecoderPolicySession)student.Open(decoding), this);

    public ImmutableArray<int> FedFor(Trajectory trajectory) => _fed[trajectory.Turns[^1]];

    private sealed class Session(DecoderPolicySession inner, TracedPolicy owner) : IPolicySession
    {
        public ValueTask<IReadOnlyList<Decision>> ActAsync(IReadOnlyList<OpenEpisode> episodes, CancellationToken cancellationToken) =>
            inner.ActAsync(episodes, cancellationToken);

        public void Release(OpenEpisode episode)
        {
            if (episode.Turns.Count > 0)
            {
                owner._fed[episode.Turns[^1]] = inner.TokensOf(episode);
            }

            inner.Release(episode);
            episode.SessionState.ShouldBeNull();
            inner.TokensOf(episode).ShouldBeEmpty();
        }

        public void Dispose() => inner.Dispose();
    }
}
