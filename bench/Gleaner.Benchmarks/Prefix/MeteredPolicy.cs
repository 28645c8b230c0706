using Gleaner.Policies;
using Gleaner.Students;
using Gleaner.Students.Sampling;

namespace Gleaner.Benchmarks.Prefix;

/// <summary>The student's policy under one kind of reuse, counting what it computes.</summary>
internal sealed class MeteredPolicy(DecoderStudent student, PrefixReuse reuse) : IPolicy
{
    private long _computed;

    public string Name => student.Name;

    /// <summary>Tokens that went through the decoder in sessions that have ended.</summary>
    public long Computed => Interlocked.Read(ref _computed);

    /// <summary>The contexts of the episodes that have ended.</summary>
    public TokenTree Contexts { get; } = new();

    public IPolicySession Open(Decoding decoding) => new Session(student.Open(decoding, reuse), this);

    private sealed class Session(DecoderPolicySession inner, MeteredPolicy owner) : IPolicySession
    {
        public ValueTask<IReadOnlyList<Decision>> ActAsync(IReadOnlyList<OpenEpisode> episodes, CancellationToken cancellationToken) =>
            inner.ActAsync(episodes, cancellationToken);

        public void Release(OpenEpisode episode)
        {
            owner.Contexts.Add(episode.Task, [.. inner.TokensOf(episode)]);
            inner.Release(episode);
        }

        public void Dispose()
        {
            Interlocked.Add(ref owner._computed, inner.TokensComputed);
            inner.Dispose();
        }
    }
}
