using Gleaner.ScienceWorld.Processes;

namespace Gleaner.ScienceWorld.Tests.Processes;

/// <summary>A machine with the files that a test says.</summary>
internal sealed class FakeHost(params string[] files) : IHost
{
    public Dictionary<string, string> Variables { get; } = [];

    public bool IsWindows { get; init; }

    public string HomeFolder => "/home/me";

    public string CurrentFolder => "/home/here";

    public string? Variable(string name) => Variables.GetValueOrDefault(name);

    public bool HasFile(string path) => files.Contains(path);

    public IReadOnlyList<string> Folders(string parent, string pattern) =>
    [
        .. files.Where(file => file.StartsWith(parent + "/", StringComparison.Ordinal))
            .Select(file => $"{parent}/{file[(parent.Length + 1)..].Split('/')[0]}")
            .Where(folder => Path.GetFileName(folder).StartsWith(pattern.TrimEnd('*'), StringComparison.Ordinal))
            .Distinct().Order(StringComparer.Ordinal),
    ];
}
