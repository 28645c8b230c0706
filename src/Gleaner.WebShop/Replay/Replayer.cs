using System.Globalization;
using Gleaner.Environments;
using Gleaner.Trajectories;
using Gleaner.WebShop.Catalogue;
using Gleaner.WebShop.Goals;
using Gleaner.WebShop.Pages;
using Gleaner.WebShop.Sessions;

namespace Gleaner.WebShop.Replay;

/// <summary>Replays recorded trajectories in the shop and compares every page, character for character.</summary>
public sealed class Replayer
{
    private readonly ProductCatalogue _catalogue;
    private readonly Dictionary<GoalKind, GoalList> _goals = [];
    private readonly Dictionary<(GoalKind, ObservationMode), WebShopEnvironment> _environments = [];

    /// <summary>Creates a replayer for the catalogue that the trajectories were recorded on.</summary>
    public Replayer(ProductCatalogue catalogue)
    {
        ArgumentNullException.ThrowIfNull(catalogue);
        _catalogue = catalogue;
    }

    /// <summary>Replays the trajectories of a file one after the other, as they are asked for.</summary>
    /// <param name="path">
    /// A file with one trajectory a line: AgentGym's (<c>agenttraj_l_1k_text.jsonl</c>) or episodes of the original environment.
    /// </param>
    /// <exception cref="ReplayException">The file cannot be read, or was recorded on another catalogue.</exception>
    public IEnumerable<ReplayResult> Replay(string path) => RecordingReader.Read(path).Select(Replay);

    internal static string NameOf(ObservationMode mode) => mode switch
    {
        ObservationMode.Text => "text",
        ObservationMode.TextRich => "text_rich",
        _ => "url",
    };

    private ReplayResult Replay(Recording recording)
    {
        ObservationMode[] modes = [.. recording.Start.Texts.Select(page => page.Mode)];
        var goal = FindGoal(recording);
        var session = recording.GoalIndex.ToString(CultureInfo.InvariantCulture);
        WebShopEpisode[] episodes = [.. modes.Select(mode => Open(recording, goal, mode).Start(goal, session))];
        var first = ComparePages(recording.Start, episodes, 0, null, wasPossible: true);
        var compared = 0;
        var identical = 0;
        for (var i = 0; i < recording.Steps.Length; i++)
        {
            var step = recording.Steps[i];
            StepResult[] results = [.. episodes.Select(episode => episode.Step(step.Action))];
            if (step.IsComparable)
            {
                var difference = CompareStep(step, episodes, results[0], i + 1);
                compared++;
                identical += difference is null ? 1 : 0;
                first ??= difference;
            }
        }

        return new ReplayResult(
            recording.File, recording.Line, recording.Name, compared, identical, episodes[0].Return, recording.Reward, first);
    }

    private static ReplayDifference? CompareStep(RecordedStep step, WebShopEpisode[] episodes, StepResult result, int number)
    {
        if (ComparePages(step.Page, episodes, number, step.Action, result.WasPossible) is { } page)
        {
            return page;
        }

        var expected = $"reward {Format(step.Reward ?? result.Reward)}, done {step.IsDone ?? result.IsDone}";
        return TextDifference.Find(expected, $"reward {Format(result.Reward)}, done {result.IsDone}") is { } difference
            ? new ReplayDifference(number, step.Action, "outcome", difference) { WasPossible = result.WasPossible }
            : null;
    }

    private static string Format(double reward) => reward.ToString("R", CultureInfo.InvariantCulture);

    private static ReplayDifference? ComparePages(RecordedPage page, WebShopEpisode[] episodes, int number, string? action, bool wasPossible)
    {
        for (var i = 0; i < page.Texts.Length; i++)
        {
            if (TextDifference.Find(page.Texts[i].Text, episodes[i].Observation.Text) is { } difference)
            {
                return new ReplayDifference(number, action, NameOf(page.Texts[i].Mode), difference) { WasPossible = wasPossible };
            }
        }

        return page.Clickables is { } clickables
            && TextDifference.Find(string.Join('\n', clickables), string.Join('\n', episodes[0].Observation.Actions.Clickables)) is { } missing
            ? new ReplayDifference(number, action, "clickables", missing) { WasPossible = wasPossible }
            : null;
    }

    // Price bounds depend on a random stream that some recordings drew from unseeded: the goal is taken with its recorded bound.
    private Goal FindGoal(Recording recording)
    {
        var goals = Goals(recording.Goals);
        if (recording.GoalIndex < 0 || recording.GoalIndex >= goals.Count)
        {
            throw new ReplayException($"{recording.Place}: recorded with goal number {recording.GoalIndex}, but this catalogue has goals 0..{goals.Count - 1}: recorded on another catalogue.");
        }

        var goal = goals.Goals[recording.GoalIndex];
        var instruction = RecordedInstruction.Of(recording);
        return RecordedInstruction.Apply(goal, instruction) ?? throw new ReplayException(
            $"{recording.Place}: goal number {recording.GoalIndex} reads “{goal.Instruction}” here but “{instruction}” in the recording: recorded on another catalogue.");
    }

    private GoalList Goals(GoalKind kind)
    {
        if (!_goals.TryGetValue(kind, out var goals))
        {
            _goals[kind] = goals = new GoalList(_catalogue, new GoalSettings { Kind = kind });
        }

        return goals;
    }

    private WebShopEnvironment Open(Recording recording, Goal goal, ObservationMode mode) => recording.Nouns is { } nouns
        ? new WebShopEnvironment(Goals(recording.Goals), new ShopSettings { Mode = mode }, nouns.For(goal))
        : Environment(recording.Goals, mode);

    private WebShopEnvironment Environment(GoalKind kind, ObservationMode mode)
    {
        if (!_environments.TryGetValue((kind, mode), out var environment))
        {
            _environments[(kind, mode)] = environment = new WebShopEnvironment(Goals(kind), new ShopSettings { Mode = mode });
        }

        return environment;
    }
}

/// <summary>A recording that cannot be read or does not belong to the catalogue: the message names file and line.</summary>
public sealed class ReplayException : GleanerException
{
    /// <summary>Creates the exception.</summary>
    public ReplayException(string message) : base(message)
    {
    }

    /// <summary>Creates the exception with its cause.</summary>
    public ReplayException(string message, Exception innerException) : base(message, innerException)
    {
    }
}
