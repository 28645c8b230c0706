using System.Collections.Immutable;
using System.Globalization;
using Gleaner.WebShop.Goals;
using Gleaner.WebShop.Pages;
using Gleaner.WebShop.Rewards;
using Gleaner.WebShop.Text;

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

/// <summary>The instruction of a recording, read from its start page.</summary>
internal static class RecordedInstruction
{
    private const string Before = "WebShop [SEP] Instruction: [SEP] ";
    private const string After = " [SEP] Search";
    private const string Bound = ", and price lower than ";
    private const string Currency = " dollars";

    internal static string Of(Recording recording)
    {
        var page = recording.Start.Texts.FirstOrDefault(page => page.Mode == ObservationMode.Text).Text ?? "";
        return page.Length >= Before.Length + After.Length
            && page.StartsWith(Before, StringComparison.Ordinal) && page.EndsWith(After, StringComparison.Ordinal)
            ? page[Before.Length..^After.Length]
            : throw new ReplayException($"{recording.Place}: the start page is not one in mode text (“{Before}… {After.Trim()}”).");
    }

    /// <summary>The goal with the price bound that the instruction tells, or null if the instruction is not this goal's.</summary>
    internal static Goal? Apply(Goal goal, string instruction)
    {
        var told = goal with { PriceUpper = BoundOf(instruction) };
        return PythonStrings.Strip(told.Instruction) == instruction ? told : null;
    }

    private static double BoundOf(string instruction)
    {
        var at = instruction.LastIndexOf(Bound, StringComparison.Ordinal);
        return at >= 0 && instruction.EndsWith(Currency, StringComparison.Ordinal) && at + Bound.Length < instruction.Length - Currency.Length
            && double.TryParse(instruction[(at + Bound.Length)..^Currency.Length], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var bound)
            ? bound
            : Goal.NoPriceBound;
    }
}
