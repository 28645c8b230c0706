using System.Collections.Concurrent;
using Gleaner.WebShop.Goals;

namespace Gleaner.WebShop.Rewards;

/// <summary>
/// Wanted attributes and options parsed for comparison, each once: there are few different ones and every purchase needs some.
/// What is kept is bounded by the words of the goals and the catalogue. Thread-safe.
/// </summary>
internal sealed class ComparedTexts
{
    private readonly ConcurrentDictionary<string, TokenSet> attributes = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, TokenSet> choices = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<GoalOption, TokenSet> wishes = new();

    internal TokenSet Attribute(string text) => attributes.GetOrAdd(text, TokenSet.Parse);

    internal TokenSet Choice(string value) => choices.GetOrAdd(value, static value => TokenSet.Parse(ColorNames.Normalize(value)));

    internal TokenSet Wish(GoalOption option) => wishes.GetOrAdd(option, static option => TokenSet.Parse(OptionMatcher.ComparedText(option)));
}
