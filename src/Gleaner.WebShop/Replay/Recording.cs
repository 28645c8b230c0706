using System.Collections.Immutable;
using Gleaner.WebShop.Goals;
using Gleaner.WebShop.Pages;
using Gleaner.WebShop.Rewards;

namespace Gleaner.WebShop.Replay;

/// <summary>A recorded trajectory, whatever file format it came in.</summary>
internal sealed record Recording(
    string File, int Line, string Name, GoalKind Goals, int GoalIndex, RecordedPage Start, ImmutableArray<RecordedStep> Steps, double? Reward)
{
    /// <summary>Title nouns by which the recorded purchases were judged; null where they are not recorded.</summary>
    internal RecordedNouns? Nouns { get; init; }

    /// <summary>Where it stands, for messages.</summary>
    internal string Place => $"{File}, line {Line}";
}

/// <summary>What a recording keeps of a page: its text in some modes, and perhaps what could be clicked.</summary>
internal sealed record RecordedPage(ImmutableArray<(ObservationMode Mode, string Text)> Texts, ImmutableArray<string>? Clickables)
{
    internal static readonly RecordedPage None = new([], null);
}

/// <summary>A recorded action and what it led to.</summary>
internal sealed record RecordedStep(string Action, RecordedPage Page, double? Reward, bool? IsDone)
{
    internal bool IsComparable => !Page.Texts.IsEmpty || Reward is not null;
}

/// <summary>Nouns of the wanted product's title, and of the bought ones' by product id.</summary>
internal sealed record RecordedNouns(ImmutableArray<string> Wanted, ImmutableDictionary<string, ImmutableArray<string>> Bought)
{
    /// <summary>The nouns for judging purchases against a goal; of equal products the wanted one's count.</summary>
    internal ITitleNouns For(Goal goal) =>
        new PrecomputedTitleNouns(Bought.SetItem(goal.Product.Asin, Wanted), new RuleBasedTitleNouns());
}
