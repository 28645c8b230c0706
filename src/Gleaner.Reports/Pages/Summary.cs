using Gleaner.Reports.Markup;
using Gleaner.Reports.Model;

namespace Gleaner.Reports.Pages;

/// <summary>Says in a sentence or two what came out, from the numbers alone and whichever way they point.</summary>
internal static class Summary
{
    public static string Text(ReportContext context)
    {
        var evaluated = context.Learners.Where(m => context.Main(m) is not null).ToArray();
        if (evaluated.Length == 0)
        {
            return "No method has been evaluated yet.";
        }

        // The first EEF row, not the best one: picking among variants by test results would flatter the method.
        var subject = evaluated.FirstOrDefault(m => m.Kind == RowKind.Eef) ?? Best(evaluated)!;
        var result = context.Main(subject)!;
        var name = subject is { Kind: RowKind.Eef, Last.Iteration: 0 } ? $"{subject.Name}, so far only behaviour-cloned," : subject.Name;
        var text = $"{name} won {Format.Percent(result.WinRate.Value)} of {Format.Count(result.Tasks)} test tasks";
        if (result.WinRate.HasInterval)
        {
            text += $" ({context.Level} interval {Format.Interval(result.WinRate, Format.Points)})";
        }

        var rival = Best(evaluated.Where(m => m.Kind != RowKind.Eef && m != subject));
        var expert = Best(context.Experts.Where(m => context.Main(m) is not null));
        if (rival is not null)
        {
            text += $", where {rival.Name} won {Format.Percent(context.Main(rival)!.WinRate.Value)} ({Difference(context, subject, rival)})";
        }

        if (expert is not null)
        {
            text += $"{(rival is null ? ", where" : ", and")} {Expert(context, expert)} won {Format.Percent(context.Main(expert)!.WinRate.Value)}";
        }

        return text + "." + Effort(context, subject, rival);

        MethodResult? Best(IEnumerable<MethodResult> methods) => methods.MaxBy(m => context.Main(m)!.WinRate.Value);
    }

    private static string Expert(ReportContext context, MethodResult expert)
    {
        var noun = expert.IsSimulated ? "simulated expert" : "expert";
        return context.Experts.Count == 1 ? $"its {noun}" : $"the best of its {noun}s";
    }

    private static string Difference(ReportContext context, MethodResult a, MethodResult b)
    {
        if (context.Model.Refused.Any(refused => (refused.A, refused.B) == (a.Name, b.Name) || (refused.A, refused.B) == (b.Name, a.Name)))
        {
            return "not tested, as their budgets differ";
        }

        foreach (var test in context.Model.Comparisons.Where(c => c.Split == context.MainSplit))
        {
            if ((test.A, test.B) == (a.Name, b.Name))
            {
                return Words(context, test.Difference);
            }

            if ((test.A, test.B) == (b.Name, a.Name))
            {
                var d = test.Difference;
                return Words(context, new Estimate(-d.Value, -d.High, -d.Low));
            }
        }

        return Words(context, new Estimate(context.Main(a)!.WinRate.Value - context.Main(b)!.WinRate.Value));
    }

    private static string Words(ReportContext context, Estimate difference)
    {
        var text = $"{Format.SignedPoints(difference.Value)} points";
        if (difference is not { Low: { } low, High: { } high })
        {
            return text;
        }

        text += $", {context.Level} interval {Format.SignedPoints(low)} to {Format.SignedPoints(high)}";
        return low <= 0 && high >= 0 ? text + ": not distinguishable from zero" : text;
    }

    private static string Effort(ReportContext context, MethodResult subject, MethodResult? rival)
    {
        var text = "";
        if (subject.Last is { Simulations: > 0 and { } spent })
        {
            text += $" It spent {Format.Count(spent)} simulations";
            text += rival?.Last is { Simulations: > 0 and { } other } ? $" ({rival.Name}: {Format.Count(other)})" : "";
            text += subject.Last.TrainingTasksSolved is { } solved
                ? $" and solved {Format.Count(solved)}{(context.Model.TrainingTasks is { } all ? $" of {Format.Count(all)}" : "")} training tasks"
                : "";
            text += subject.Last is { TrainingTasksSolved: not null, NewlySolved: { } fresh } ? $", {Format.Count(fresh)} of which the expert failed." : ".";
        }

        return text;
    }
}
