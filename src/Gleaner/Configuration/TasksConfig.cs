using Gleaner.CommandLine.Configuration.Reading;

namespace Gleaner.CommandLine.Configuration;

/// <summary>Which tasks are trained and tested on.</summary>
/// <param name="Train">Training tasks.</param>
/// <param name="Dev">Tasks that the best iteration is picked on.</param>
/// <param name="Test">Test tasks.</param>
/// <param name="Disjoint">How many further test tasks there are that share nothing with a training task (WebShop: no product).</param>
internal sealed record TasksConfig(TaskRange Train, TaskRange Dev, TaskRange Test, int Disjoint)
{
    /// <summary>Stands for the defaults of an environment that is not known.</summary>
    internal static TasksConfig Unknown { get; } = new(new("", 0, 1), new("", 0, 0), new("", 0, 1), 0);

    internal static TasksConfig Read(SectionReader reader, TasksConfig defaults) => new(
        reader.Section("train", section => TaskRange.Read(section, defaults.Train, 1)),
        reader.Section("dev", section => TaskRange.Read(section, defaults.Dev, 0)),
        reader.Section("test", section => TaskRange.Read(section, defaults.Test, 1)),
        reader.Section("disjoint", section => section.Value(
            "count", ValueKind.Integer(0), $"{defaults.Disjoint}", "Size of a second test split: the first tasks of `tasks.test.from` outside the other splits that share nothing with a training task (WebShop: no product); 0 for none.")));
}
