using Gleaner.Experiments;

namespace Gleaner.CommandLine.Tests.Preflight;

/// <summary>A machine with as much of everything as a test wants.</summary>
internal sealed class FakeMachine : IMachine
{
    public long? Disk { get; init; } = 1_000_000_000_000;

    public long? Memory { get; init; } = 1_000_000_000_000;

    /// <summary>What is free below a folder, where that differs.</summary>
    public Func<string, long?>? DiskOf { get; init; }

    public Dictionary<string, string> Variables { get; init; } = [];

    public Dictionary<string, string> Programs { get; init; } = [];

    public long? FreeDisk(string folder) => Directory.Exists(folder) ? DiskOf is { } own ? own(folder) : Disk : throw new DirectoryNotFoundException(folder);

    public string? Fault { get; init; }

    public string? WhyNotWritable(string folder) => Fault;

    public string MakeScratchFolder() => Directory.CreateTempSubdirectory("gleaner-check-test-").FullName;

    public long? FreeMemory() => Memory;

    public string? Variable(string name) => Variables.GetValueOrDefault(name);

    public string? FindProgram(string program) => Programs.GetValueOrDefault(program);
}
