namespace Gleaner.Reports.Model;

/// <summary>
/// Where the viewer's pages of a run are: on a running viewer, or in a folder that <c>gleaner view --export</c> wrote. Links that are made of
/// it can lead nowhere else: it is an http address, or a relative folder.
/// </summary>
public sealed record ViewerSite
{
    private const string RunsFolder = "run";

    private readonly string _runPage;
    private readonly bool _isExported;

    private ViewerSite(string runPage, bool isExported) => (_runPage, _isExported) = (runPage, isExported);

    /// <summary>The page of the run itself.</summary>
    public string Run => _runPage + Suffix;

    private string Suffix => _isExported ? ".html" : "";

    /// <summary>Reads what somebody typed.</summary>
    /// <param name="text">
    /// <c>http://127.0.0.1:5000</c>, also as the viewer printed it (its token is left out), or a folder relative to the page that links to
    /// it, such as <c>pages</c> or <c>../pages</c>. Behind <c>/run/NAME</c> it is the run's own page, else that of the run by the given name.
    /// </param>
    /// <param name="run">The run's name in the viewer's addresses: its folder's.</param>
    /// <returns>Null if it is neither.</returns>
    public static ViewerSite? Parse(string text, string run)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https")
        {
            // What stands behind '?' is a secret that works once.
            var path = uri.Query.Length > 0 ? "" : uri.AbsolutePath.TrimEnd('/');
            return uri.UserInfo.Length > 0 || uri.Fragment.Length > 0 ? null : new ViewerSite(RunPage(uri.GetLeftPart(UriPartial.Authority) + path, run), isExported: false);
        }

        var folder = text.TrimEnd('/');
        return folder.Length > 0 && folder[0] != '/' && !folder.Any(c => c is ':' or '\\' or '?' or '#' || char.IsControl(c))
            ? new ViewerSite(RunPage(string.Join('/', folder.Split('/').Select(Uri.EscapeDataString)), run), isExported: true)
            : null;
    }

    /// <summary>The address of a page.</summary>
    /// <param name="page">The page below the run's, for example <c>rollout/0123456789abcdef</c>; with <c>#</c> and a place on it, or without.</param>
    public string Of(string page)
    {
        ArgumentNullException.ThrowIfNull(page);
        var place = page.IndexOf('#', StringComparison.Ordinal);
        return place < 0 ? $"{_runPage}/{page}{Suffix}" : $"{_runPage}/{page[..place]}{Suffix}{page[place..]}";
    }

    private static string RunPage(string site, string run) => site.Split('/') is [.., RunsFolder, _] ? site : $"{site}/{RunsFolder}/{run}";
}
