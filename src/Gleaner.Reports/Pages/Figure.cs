using Gleaner.Reports.Markup;

namespace Gleaner.Reports.Pages;

/// <summary>
/// A chart with heading and note, drawn twice: for a wide column and for a telephone. Shrinking one drawing would shrink its
/// letters with it; the style sheet shows the one that fits.
/// </summary>
internal static class Figure
{
    public const double Wide = 530;
    public const double Narrow = 352;

    public static void Add(MarkupBuilder page, string title, string subtitle, Func<double, Fragment> draw, string note = "")
    {
        page.Add($"<figure><h3>{title}</h3><p class=\"sub\">{subtitle}</p>");
        page.Add($"<div class=\"wide\">{draw(Wide)}</div><div class=\"narrow\">{draw(Narrow)}</div>");
        if (note.Length > 0)
        {
            page.Add($"<figcaption>{note}</figcaption>");
        }

        page.Add($"</figure>\n");
    }
}
