using Gleaner.Experiments.Configuration;
using Gleaner.ScienceWorld.Splits;

namespace Gleaner.ScienceWorld.Kinds;

/// <summary>Where the user's copies of published task lists lie.</summary>
internal static class TaskListKeys
{
    private static ValueKind<AgentGymNumbering> Numbering { get; } = ValueKind.OneOf(
        new[] { AgentGymNumbering.Games4339, AgentGymNumbering.Games4639 }.ToDictionary(numbering => numbering.Name, numbering => numbering));

    internal static TaskListFiles Read(SectionReader reader) => new()
    {
        Eto = reader.Value(
            "eto", ValueKind.OptionalPath, "", "Folder with ETO's train_indices.json, dev_indices.json and test_indices.json; gives the lists eto-train, eto-dev and eto-test."),
        AgentGymTrain = ReadIds(
            reader, "agentgym_train", "4639", "AgentGym's training ids, such as AgentGym-RL's; gives the list agentgym-train."),
        AgentGymTest = ReadIds(
            reader, "agentgym_test", "4339", "AgentGym's test ids; gives the list agentgym-test."),
    };

    private static AgentGymList? ReadIds(SectionReader reader, string key, string numbering, string meaning)
    {
        var path = reader.Value(key, ValueKind.OptionalPath, "", meaning);
        var meant = reader.Value(
            $"{key}_numbering", Numbering, numbering, "The list of tasks that the ids of this file number, by its length. Ids of the wrong list are noticed by their official split.");
        return path is null ? null : new AgentGymList(path, meant);
    }
}
