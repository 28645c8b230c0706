using Gleaner.Reports.Charts;
using Gleaner.Reports.Markup;
using Gleaner.Reports.Model;

namespace Gleaner.Reports.Pages;

/// <summary>Success of rollouts by the expert state they started from.</summary>
internal static class StartStatesSection
{
    public static void Write(MarkupBuilder page, ReportContext context)
    {
        var methods = context.Learners.Where(m => m.StartStates.Count > 0).ToArray();
        if (methods.Length == 0)
        {
            return;
        }

        page.Add($"<section id=\"starts\"><h2>Start states</h2>\n<div class=\"figures\">");
        foreach (var method in methods)
        {
            Figure.Add(page, $"{method.Name}: success by start state", "% of rollouts from each state of failed expert trajectories that succeeded",
                width => Chart(context, method, width),
                "0 is the task's own start s₀; m·l is the state after m segments of the expert's actions, which the student finds as the expert left it.");
        }

        page.Add($"</div></section>\n");
    }

    private static Fragment Chart(ReportContext context, MethodResult method, double width) => new BarChart
    {
        Description = $"{method.Name}: success rate of rollouts by start state and iteration",
        Groups = [.. method.StartStates.GroupBy(s => s.Iteration).OrderBy(g => g.Key).Select(g =>
            new BarGroup($"Iteration {g.Key}", [.. g.OrderBy(s => s.StateIndex).Select(Bar)]))],
        Y = share => Markup.Format.Tick(Math.Round(share * 100)),
        Css = context.Palette[method.Name],
        Width = width,
    }.Render();

    private static Bar Bar(StartStateResult state) => new(
        StateName(state.StateIndex),
        state.Rollouts == 0 ? double.NaN : state.WinRate,
        $"{Format.Count(state.Wins)} of {Format.Count(state.Rollouts)} rollouts ({Format.Percent(state.WinRate)})");

    /// <summary>0, l, 2l, …</summary>
    public static string StateName(int index) => index switch
    {
        0 => "0",
        1 => "l",
        _ => Format.Count(index) + "l",
    };
}
