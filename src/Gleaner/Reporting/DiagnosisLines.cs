using System.Globalization;
using Gleaner.Evaluation;
using Gleaner.Methods;

namespace Gleaner.CommandLine.Reporting;

/// <summary>A diagnosis in words and numbers, for the terminal.</summary>
internal static class DiagnosisLines
{
    public static IEnumerable<string> Of(Diagnosis diagnosis)
    {
        yield return "";
        yield return Text($"The expert failed {diagnosis.Unsolved:N0} of {diagnosis.Tasks:N0} training tasks. On {diagnosis.Probed:N0} of them, {diagnosis.Simulations:N0} simulations by the behaviour-cloned student:");
        yield return Text($"  succeeds from s0                              {Percent(diagnosis.FromInitial)}");
        yield return Text($"  succeeds from states of the expert's failure  {Percent(diagnosis.FromExpertStates)}");
        yield return Text($"  tasks opened by s0 and the states (EEF)       {Percent(diagnosis.OpenedByStates)}");
        yield return Text($"  tasks opened by rollouts from s0 (RFT)        {Percent(diagnosis.OpenedByRollouts)}");
        yield return "Newly solved in the first iteration per 1,000 simulations, with 95 % intervals over tasks:";
        foreach (var item in diagnosis.Yields)
        {
            yield return Text($"  {item.Method,-14} {item.PerThousand.Value:F1} [{item.PerThousand.Low:F1}, {item.PerThousand.High:F1}]");
        }

        yield return diagnosis.Advantage switch
        {
            { Low: > 0 } => Text($"Exploring the expert's failures opens more tasks than rollouts from s0: {Points(diagnosis.Advantage)} points."),
            { High: < 0 } => Text($"Rollouts from s0 open more tasks than the expert's failures: {Points(diagnosis.Advantage)} points."),
            _ => Text($"No difference is to be seen between the two: {Points(diagnosis.Advantage)} points. More tasks or a larger --share would tell more."),
        };
    }

    private static string Percent(Interval rate) => Text($"{100 * rate.Value,5:F1} % [{100 * rate.Low:F1}, {100 * rate.High:F1}]");

    private static string Points(Interval difference) => Text($"{100 * difference.Value:+0.0;−0.0;0.0} [{100 * difference.Low:+0.0;−0.0;0.0}, {100 * difference.High:+0.0;−0.0;0.0}]");

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
