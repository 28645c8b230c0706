using Gleaner.Evaluation;
using Gleaner.Methods;
using Gleaner.Reports.Markup;

namespace Gleaner.CommandLine.Reporting;

/// <summary>A diagnosis in words and numbers, for the terminal.</summary>
internal static class DiagnosisLines
{
    public static IEnumerable<string> Of(Diagnosis diagnosis)
    {
        yield return "";
        yield return $"The expert failed {Format.Count(diagnosis.Unsolved)} of {Format.Count(diagnosis.Tasks)} training tasks. On {Format.Count(diagnosis.Probed)} of them, {Format.Count(diagnosis.Simulations)} simulations by the behaviour-cloned student:";
        yield return $"  succeeds from s0                              {Percent(diagnosis.FromInitial)}";
        yield return $"  succeeds from states of the expert's failure  {Percent(diagnosis.FromExpertStates)}";
        yield return $"  tasks opened by s0 and the states (EEF)       {Percent(diagnosis.OpenedByStates)}";
        yield return $"  tasks opened by rollouts from s0 (RFT)        {Percent(diagnosis.OpenedByRollouts)}";
        yield return "Newly solved in the first iteration per 1,000 simulations, with 95 % intervals over tasks:";
        foreach (var item in diagnosis.Yields)
        {
            yield return $"  {item.Method,-14} {Format.Number(item.PerThousand.Value, 1)} [{Format.Number(item.PerThousand.Low, 1)}, {Format.Number(item.PerThousand.High, 1)}]";
        }

        yield return diagnosis.Advantage switch
        {
            { Low: > 0 } => $"Exploring the expert's failures opens more tasks than rollouts from s0: {Points(diagnosis.Advantage)} points.",
            { High: < 0 } => $"Rollouts from s0 open more tasks than the expert's failures: {Points(diagnosis.Advantage)} points.",
            _ => $"No difference is to be seen between the two: {Points(diagnosis.Advantage)} points. More tasks or a larger --share would tell more.",
        };
    }

    private static string Percent(Interval rate) => $"{Format.Points(rate.Value),5} % [{Format.Points(rate.Low)}, {Format.Points(rate.High)}]";

    private static string Points(Interval difference) => $"{Format.SignedPoints(difference.Value)} [{Format.SignedPoints(difference.Low)}, {Format.SignedPoints(difference.High)}]";
}
