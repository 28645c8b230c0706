using System.Collections.Immutable;
using Gleaner.Policies;
using Gleaner.Students.Views;
using Gleaner.Trajectories;

namespace Gleaner.Students.Sampling;

/// <summary>An action in the making.</summary>
internal sealed class PendingDecision(int index, OpenEpisode episode, EpisodeCache cache, IActionGrammar grammar)
{
    private readonly ImmutableArray<int>.Builder _ids = ImmutableArray.CreateBuilder<int>();
    private double _logProbability;

    public int Index => index;

    public EpisodeCache Cache => cache;

    public IActionGrammar Grammar => grammar;

    /// <summary>Draws the next token from the candidates' logits.</summary>
    /// <returns>True if the action is complete.</returns>
    public bool Draw(Span<float> logits, double temperature)
    {
        var choice = TokenSampler.Draw(logits, temperature, episode.Random, out var logProbability);
        var id = grammar.Candidates[choice];
        _ids.Add(id);
        _logProbability += logProbability;
        cache.Pending.Add(id);
        return grammar.Take(id);
    }

    public Decision ToDecision()
    {
        cache.MarkActionSampled();
        return new Decision(grammar.Action, new SampledTokens(_ids.ToImmutable(), _logProbability));
    }
}
