using System.Text.RegularExpressions;

namespace Gleaner.Architecture.Tests;

/// <summary>What holds for source files.</summary>
public sealed partial class SourceTests
{
    private const int LongestFile = 400;

    [Fact]
    public void No_file_is_too_long_to_be_read() => Product.FilesUnder("src")
        .Where(source => source.Lines.Length > LongestFile)
        .Select(source => source.Path)
        .ShouldAllBeListed();

    // BannedSymbols.txt says the same of more, to the compiler; this says where the rooms are.
    [Fact]
    public void The_console_the_clock_and_chance_are_reached_in_their_rooms_only() => Product.FilesUnder("src")
        .Where(source => source.Lines.Any(line => Outside().IsMatch(line) && !line.TrimStart().StartsWith("//", StringComparison.Ordinal)))
        .Select(source => source.Path)
        .ShouldAllBeListed(
            "src/Gleaner.Http/RetryRule.cs", // the usual source of jitter, which must differ from process to process
            "src/Gleaner/Terminals/Terminal.cs"); // the program's own terminal

    // What depends on time is given a clock. What is left waits for other processes, or for sockets of a server, which take none.
    [Fact]
    public void Tests_wait_for_events_and_on_clocks_of_their_own() => Product.FilesUnder("tests")
        .Where(source => !source.Path.EndsWith("/SourceTests.cs", StringComparison.Ordinal) && source.Lines.Any(RealTime().IsMatch))
        .Select(source => source.Path)
        .ShouldAllBeListed(
            "tests/Gleaner.EndToEnd.Tests/Endpoints/CollectTests.cs", // until a process has written its journal
            "tests/Gleaner.EndToEnd.Tests/Endpoints/ServedStudentTests.cs", // until a process has come so far
            "tests/Gleaner.EndToEnd.Tests/ExternalStudentTests.cs", // until a trainer's process has begun, or is gone
            "tests/Gleaner.EndToEnd.Tests/Launched.cs", // until a program has said something, or has ended
            "tests/Gleaner.EndToEnd.Tests/ScienceWorldRunTests.cs", // until simulators have begun, or are gone
            "tests/Gleaner.Endpoints.Tests/Fakes/FakeChatServer.cs", // an answer that takes its time, so that calls overlap
            "tests/Gleaner.Endpoints.Tests/Policies/ExpertAndStudentTests.cs", // a measurement that is printed and not asserted
            "tests/Gleaner.EnvironmentClients.Tests/OpenEnv/OpenEnvEnvironmentTests.cs", // WebSocket pings and ends of connections, which take no clock
            "tests/Gleaner.IO.Tests/Processes/RealProcessTests.cs", // until the system has buried a process
            "tests/Gleaner.ScienceWorld.Tests/Episodes/FailureTests.cs", // stops a run while a simulator's process hangs
            "tests/Gleaner.ScienceWorld.Tests/Processes/GatewayProcessTests.cs", // the same
            "tests/Gleaner.Testing/TestAuthority.cs", // certificates, which clients check by the system's clock
            "tests/Gleaner.Testing.Servers/RunningServer.cs"); // until the server has noticed the end of a connection

    [GeneratedRegex(@"\bThread\.Sleep\b|\bTask\.Delay\((?!Timeout\.Infinite)|\bStopwatch\b|\bCancelAfter\(|\bDateTime(Offset)?\.(Utc)?Now\b")]
    private static partial Regex RealTime();

    [GeneratedRegex(@"\bConsole\.|\bDateTime(Offset)?\.(Utc)?Now\b|\bnew Random\(|\bRandom\.Shared\b|\bThread\.Sleep\b")]
    private static partial Regex Outside();
}
