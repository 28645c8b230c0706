using System.Globalization;
using Gleaner.Viewer.Index;

namespace Gleaner.Viewer.Models;

/// <summary>
/// The addresses of pages. All state of a page is in its address. Served pages are named from the root; exported ones relative to the
/// file that they stand in, so that they open from disk.
/// </summary>
/// <param name="up">What leads from an exported file to the root, such as <c>../../</c>; null for served pages.</param>
internal sealed class Links(string? up)
{
    public static Links Served { get; } = new((string?)null);

    /// <summary>Whether the pages are files: what needs a server is left out.</summary>
    public bool IsStatic => up is not null;

    public string Asset(string name) => up is null ? $"/assets/{name}" : $"{up}assets/{name}";

    public string Runs() => up is null ? "/" : $"{up}index.html";

    public string Run(string run) => Page($"run/{run}");

    public string Grid(string run, Track track, GridState state) => IsStatic
        ? Page(string.Create(CultureInfo.InvariantCulture, $"run/{run}/{track.Slug}/tasks-{(state.Split.Length == 0 ? "training" : SafeName.From(state.Split))}-{state.Page}"))
        : Page($"run/{run}/{track.Slug}/tasks") + state.ToQuery();

    public string Task(string run, Track track, TaskRow task, int? iteration = null) =>
        Page($"run/{run}/{track.Slug}/task/{task.Slug}{(iteration is { } number ? string.Create(CultureInfo.InvariantCulture, $"/{number}") : "")}");

    public string Rollout(string run, RolloutId id) => Page($"run/{run}/rollout/{id}");

    public string Diff(string run, RolloutId a, RolloutId b, bool all = false) => Page($"run/{run}/diff/{a}/{b}{(all ? "/all" : "")}");

    public string Tokens(string run, RolloutId id, int example = 0) => IsStatic
        ? Page(string.Create(CultureInfo.InvariantCulture, $"run/{run}/rollout/{id}-tokens-{example}"))
        : Page(string.Create(CultureInfo.InvariantCulture, $"run/{run}/rollout/{id}/tokens/{example}"));

    /// <summary>The whole of a text that a page cut.</summary>
    public string Text(string run, RolloutId id, int step) => IsStatic
        ? string.Create(CultureInfo.InvariantCulture, $"{up}run/{run}/rollout/{id}-text-{step}.txt")
        : Page(string.Create(CultureInfo.InvariantCulture, $"run/{run}/rollout/{id}/text/{step}"));

    /// <summary>A step of a rollout from which the environment can be played on, and what has been done there since.</summary>
    public string Play(string run, RolloutId id, int step, params IEnumerable<string> actions) =>
        Page(string.Create(CultureInfo.InvariantCulture, $"run/{run}/rollout/{id}/play/{step}")) + Query([.. actions.Select(action => (PlayModel.Field, action))]);

    public string Search(string run, string query, string order = "", int page = 1, bool isCounted = false) =>
        Page($"run/{run}/search") + Query(("q", query), ("order", order), ("page", page > 1 ? Number(page) : ""), ("count", isCounted ? "all" : ""));

    /// <summary>Of exported pages: the folder of the parts of the index that they search.</summary>
    public string SearchFolder(string run) => $"{up}run/{run}/search/";

    /// <summary>Of exported pages: the folder of the pages of rollouts.</summary>
    public string RolloutFolder(string run) => $"{up}run/{run}/rollout/";

    public string Download(string run, string query, string form) => $"/run/{run}/rollouts.{form}" + Query(("q", query));

    /// <summary>The rollouts of a query as training rows: <c>sft</c> or <c>preference</c>.</summary>
    public string TrainingRows(string run, string query, string form) => $"/run/{run}/training-rows/{form}" + Query(("q", query));

    public string Compare(string run, string a, string b, string split, int page = 1) =>
        $"/run/{run}/compare" + Query(("a", a), ("b", b), ("split", split), ("page", page > 1 ? Number(page) : ""));

    public string Notes(string run) => $"/run/{run}/notes";

    public string Events(string run) => $"/run/{run}/events";

    public static string Query(params ReadOnlySpan<(string Name, string Value)> parts)
    {
        var text = "";
        foreach (var (name, value) in parts)
        {
            if (value.Length > 0)
            {
                text += $"{(text.Length == 0 ? '?' : '&')}{name}={Uri.EscapeDataString(value)}";
            }
        }

        return text;
    }

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    // A page is a file beside the folder of the pages below it.
    private string Page(string path) => up is null ? $"/{path}" : $"{up}{path}.html";
}

/// <summary>Which tasks a grid shows, and in which order.</summary>
/// <param name="Split">The split; empty for the training tasks.</param>
/// <param name="Show">An outcome that is asked for; empty for all.</param>
/// <param name="Words">Words that the instruction or the id must hold.</param>
/// <param name="Sort">The order: <c>flips</c>, <c>place</c>, <c>return</c>.</param>
/// <param name="Page">The page, from 1.</param>
internal sealed record GridState(string Split = "", string Show = "", string Words = "", string Sort = "", int Page = 1)
{
    public string ToQuery() => Links.Query(
        ("split", Split), ("show", Show), ("q", Words), ("sort", Sort), ("page", Page > 1 ? Page.ToString(CultureInfo.InvariantCulture) : ""));
}
