using Gleaner.Reports.Markup;

namespace Gleaner.Reports.Pages;

/// <summary>
/// Leads from the report to the viewer: by a link where it is known where the viewer's pages are, else by naming the page, because a link
/// that leads nowhere is worse than none.
/// </summary>
internal static class ViewerLink
{
    public static void Write(MarkupBuilder page, ReportContext context, string? viewerPage)
    {
        if (viewerPage is null)
        {
            return;
        }

        if (context.Model.Viewer is { } viewer)
        {
            page.Add($"<a class=\"look\" href=\"{viewer.Of(viewerPage)}\">look inside</a>");
        }
        else
        {
            page.Add($"<small class=\"look\">{viewerPage}</small>");
        }
    }

    /// <summary>Says what to do with pages that are named.</summary>
    public static void WriteCaption(MarkupBuilder page, ReportContext context, bool namesPages)
    {
        if (namesPages && context.Model.Viewer is null)
        {
            page.Add($"<p class=\"caption\">To look inside: <code>gleaner view RUN</code> opens the run in the browser, under <code>/run/NAME</code>; the last line of a task is the rest of its address there. <code>gleaner report RUN --viewer ADDRESS</code> makes links of them.</p>");
        }
    }
}
