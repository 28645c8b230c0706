using System.Collections.Immutable;
using System.Text.Json;
using Gleaner.IO.Json;
using Gleaner.WebShop.Goals;
using Gleaner.WebShop.Pages;

namespace Gleaner.WebShop.Replay;

/// <summary>Reads recorded trajectories, one JSON object a line. Which of the known formats a line has shows in its fields.</summary>
internal static class RecordingReader
{
    internal static IEnumerable<Recording> Read(string path)
    {
        if (!File.Exists(path))
        {
            throw new ReplayException($"{path}: there is no such file.");
        }

        var number = 0;
        foreach (var line in File.ReadLines(path))
        {
            number++;
            if (!string.IsNullOrWhiteSpace(line))
            {
                yield return ReadLine(path, number, line);
            }
        }
    }

    private static Recording ReadLine(string path, int number, string line)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            return Read(path, number, document.RootElement);
        }
        catch (JsonException e)
        {
            throw new ReplayException($"{path}, line {number}: not valid JSON, damaged or cut off; each line must hold one recorded trajectory.", e);
        }
        catch (Exception e) when (e is KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new ReplayException($"{path}, line {number}: a field that its format needs is missing or of another type ({e.Message})", e);
        }
    }

    private static Recording Read(string path, int number, JsonElement record)
    {
        if (record.ValueKind != JsonValueKind.Object || !record.TryGetProperty("goals", out var goals))
        {
            throw new ReplayException($"{path}, line {number}: not a recorded trajectory of a known format (an object with 'goals', 'goal_index' and 'steps').");
        }

        return goals.GetText() switch
        {
            "synthetic_1k_shuffled233" => ReadAgentGym(path, number, record),
            "synthetic" => ReadEpisode(path, number, record, GoalKind.Synthetic),
            "human" => ReadEpisode(path, number, record, GoalKind.Human),
            "human_full" => throw new ReplayException(
                $"{path}, line {number}: recorded on the full catalogue (1.18 million products) and its human goals; it cannot be replayed on a smaller catalogue."),
            string other => throw new ReplayException($"{path}, line {number}: 'goals' names an unknown goal list '{other}'."),
            null => throw new ReplayException($"{path}, line {number}: 'goals' is null."),
        };
    }

    // AgentGym's AgentTraj-L: observations in mode text, the last one not kept.
    private static Recording ReadAgentGym(string path, int number, JsonElement record)
    {
        var goal = record.GetProperty("goal_index").GetInt32();
        return new Recording(
            path,
            number,
            $"goal {goal}",
            GoalKind.Synthetic,
            goal,
            TextPage(record.GetProperty("initial_observation")),
            [.. record.GetProperty("steps").EnumerateArray().Select(step =>
                new RecordedStep(Text(step, "action"), TextPage(step.GetProperty("observation")), null, null))],
            record.TryGetProperty("reward", out var reward) && reward.ValueKind == JsonValueKind.Number ? reward.GetDouble() : null);
    }

    private static RecordedPage TextPage(JsonElement text) => text.ValueKind == JsonValueKind.Null
        ? RecordedPage.None
        : new RecordedPage([(ObservationMode.Text, text.GetText()!)], null);

    // Episodes of the original environment: every page in three modes, what could be clicked, every reward.
    private static Recording ReadEpisode(string path, int number, JsonElement record, GoalKind kind)
    {
        ImmutableArray<RecordedStep> steps = [.. record.GetProperty("steps").EnumerateArray().Select(step => new RecordedStep(
            Text(step, "action"),
            Page(step.GetProperty("obs"), step, "available"),
            step.GetProperty("reward").GetDouble(),
            step.GetProperty("done").GetBoolean()))];
        return new Recording(
            path,
            number,
            Text(record, "name"),
            kind,
            record.GetProperty("goal_index").GetInt32(),
            Page(record.GetProperty("reset"), record, "reset_available"),
            steps,
            steps.Select(step => step.Reward).Max()) { Nouns = ReadNouns(record.GetProperty("steps")) };
    }

    private static RecordedNouns? ReadNouns(JsonElement steps)
    {
        JsonElement[] purchases = [.. steps.EnumerateArray().Where(step => step.TryGetProperty("goal_nouns", out _))];
        return purchases.Length == 0 ? null : new RecordedNouns(
            Texts(purchases[0].GetProperty("goal_nouns")),
            purchases.DistinctBy(step => Text(step, "purchased"))
                .ToImmutableDictionary(step => Text(step, "purchased"), step => Texts(step.GetProperty("purchased_nouns"))));
    }

    private static RecordedPage Page(JsonElement texts, JsonElement holder, string available)
    {
        var pages = ImmutableArray.CreateBuilder<(ObservationMode, string)>();
        foreach (var mode in Enum.GetValues<ObservationMode>())
        {
            if (texts.TryGetProperty(Replayer.NameOf(mode), out var text))
            {
                pages.Add((mode, text.GetText()!));
            }
        }

        return new RecordedPage(
            pages.ToImmutable(),
            holder.TryGetProperty(available, out var actions)
                ? Texts(actions.GetProperty("clickables"))
                : null);
    }

    private static string Text(JsonElement record, string name) =>
        record.GetProperty(name).GetText() ?? throw new InvalidOperationException($"'{name}' is null.");

    private static ImmutableArray<string> Texts(JsonElement list) => [.. list.EnumerateArray().Select(text => text.GetText()!)];
}
