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
                "0 is the task's own start s₀; mℓ is the state after m segments of ℓ actions, which the student takes over as the expert left it.");
        }

        foreach (var method in methods)
        {
            WriteCounts(page, method);
        }

        page.Add($"</div></section>\n");
    }

    private static void WriteCounts(MarkupBuilder page, MethodResult method)
    {
        var iterations = method.StartStates.Select(s => s.Iteration).Distinct().Order().ToArray();
        page.Add($"<div class=\"scroll\"><h3>{method.Name}: rollouts by start state</h3><p class=\"sub\">Succeeded of tried</p><table class=\"compact\"><thead><tr><th>Start state</th>");
        foreach (var iteration in iterations)
        {
            page.Add($"<th class=\"num\">Iteration {iteration}</th>");
        }

        page.Add($"</tr></thead><tbody>\n");
        foreach (var states in method.StartStates.GroupBy(s => s.StateIndex).OrderBy(g => g.Key))
        {
            page.Add($"<tr><th scope=\"row\">{StateName(states.Key)}</th>");
            foreach (var iteration in iterations)
            {
                var state = states.FirstOrDefault(s => s.Iteration == iteration);
                page.Add($"<td class=\"num\">{(state is null ? Format.Unknown : $"{Format.Count(state.Wins)} of {Format.Count(state.Rollouts)}")}</td>");
            }

            page.Add($"</tr>\n");
        }

        page.Add($"</tbody></table></div>\n");
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

    /// <summary>0, ℓ, 2ℓ, …</summary>
    public static string StateName(int index) => index switch
    {
        0 => "0",
        1 => "ℓ",
        _ => Format.Count(index) + "ℓ",
    };
}
