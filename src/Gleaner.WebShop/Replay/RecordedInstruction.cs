using System.Globalization;
using Gleaner.WebShop.Goals;
using Gleaner.WebShop.Pages;
using Gleaner.WebShop.Text;

namespace Gleaner.WebShop.Replay;

/// <summary>The instruction of a recording, read from its start page.</summary>
internal static class RecordedInstruction
{
    private const string Before = "WebShop [SEP] Instruction: [SEP] ";
    private const string After = " [SEP] Search";
    private const string Bound = ", and price lower than ";
    private const string Currency = " dollars";

    internal static string Of(Recording recording)
    {
        string page = recording.Start.Texts.FirstOrDefault(page => page.Mode == ObservationMode.Text).Text ?? "";
        return page.Length >= Before.Length + After.Length
            && page.StartsWith(Before, StringComparison.Ordinal) && page.EndsWith(After, StringComparison.Ordinal)
            ? page[Before.Length..^After.Length]
            : throw new ReplayException($"{recording.Place}: the start page is none in mode text (“{Before}… {After.Trim()}”).");
    }

    /// <summary>The goal with the price bound that the instruction tells, or null if the instruction is not this goal's.</summary>
    internal static Goal? Apply(Goal goal, string instruction)
    {
        Goal told = goal with { PriceUpper = BoundOf(instruction) };
        return PythonStrings.Strip(told.Instruction) == instruction ? told : null;
    }

    private static double BoundOf(string instruction)
    {
        int at = instruction.LastIndexOf(Bound, StringComparison.Ordinal);
        return at >= 0 && instruction.EndsWith(Currency, StringComparison.Ordinal) && at + Bound.Length < instruction.Length - Currency.Length
            && double.TryParse(instruction[(at + Bound.Length)..^Currency.Length], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double bound)
            ? bound
            : Goal.NoPriceBound;
    }
}
