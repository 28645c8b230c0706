using Gleaner.IO.Processes;

namespace Gleaner.IO.Tests.Processes;

/// <summary>Programs of the system, started, read, stopped.</summary>
public sealed class RealProcessTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    public RealProcessTests() => Assert.SkipUnless(File.Exists("/bin/sh"), "no POSIX shell here");

    public static TheoryData<ProcessIsolation> Isolations => [ProcessIsolation.IgnoresStopSignals, ProcessIsolation.OwnSession];

    [Theory]
    [MemberData(nameof(Isolations))]
    public async Task A_program_runs_to_its_end_however_much_it_prints(ProcessIsolation isolation)
    {
        var result = await Run(isolation, "head -c 2000000 /dev/zero; head -c 2000000 /dev/zero >&2; echo >&2; echo the end >&2; exit 7", Patience);
        (result.ExitCode, result.TimedOut).ShouldBe((7, false));
        result.LastLines.ShouldEndWith("the end");
        result.LastLines.Length.ShouldBeLessThan(1000);
    }

    [Theory]
    [MemberData(nameof(Isolations))]
    public async Task What_takes_too_long_is_stopped(ProcessIsolation isolation) =>
        (await Run(isolation, "sleep 600", TimeSpan.FromMilliseconds(100))).TimedOut.ShouldBeTrue();

    [Theory]
    [InlineData(ProcessIsolation.IgnoresStopSignals, "sleep 600 & echo $!; wait")]
    [InlineData(ProcessIsolation.OwnSession, "sleep 600 & echo $!; wait")]
    [InlineData(ProcessIsolation.OwnSession, "(sleep 600 & echo $!)")] // It has lost its parent, and is found by its session.
    public async Task What_it_has_started_ends_with_it(ProcessIsolation isolation, string script)
    {
        Assert.SkipUnless(File.Exists("/usr/bin/setsid") && File.Exists("/usr/bin/setpriv"), "no sessions here");
        using var stop = new CancellationTokenSource();
        var lines = new FirstLine();
        var running = Run(isolation, script, Patience, lines, stop.Token);
        var sleeper = int.Parse(await lines.Line.WaitAsync(TestContext.Current.CancellationToken));

        await stop.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => running);
        await GoneAsync(sleeper);
    }

    [Fact]
    public async Task Stopping_gives_time_to_clean_up()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/setsid") && File.Exists("/usr/bin/setpriv"), "no sessions here");
        using var folder = new TemporaryFolder();
        using var stop = new CancellationTokenSource();
        var lines = new FirstLine();
        var running = Run(
            ProcessIsolation.OwnSession, $"trap 'touch \"{folder.File("cleaned")}\"; exit 0' TERM; echo up; while true; do sleep 0.05; done", Patience, lines, stop.Token);
        await lines.Line.WaitAsync(TestContext.Current.CancellationToken);

        await stop.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => running);
        folder.Entries().ShouldBe(["cleaned"]);
    }

    [Fact]
    public async Task A_program_that_is_not_there_is_named()
    {
        var launcher = new SystemProcessLauncher(ProcessIsolation.OwnSession);
        try
        {
            var result = await new SupervisedProcess(launcher, TimeProvider.System)
                .RunAsync(new ProgramCall("/no/such/program", []), Patience, Patience, null, TestContext.Current.CancellationToken);
            result.ExitCode.ShouldNotBe(0);
            result.LastLines.ShouldContain("/no/such/program");
        }
        catch (GleanerException exception)
        {
            // Where there are no sessions, the system itself says so.
            exception.Message.ShouldContain("'/no/such/program' cannot be started");
        }
    }

    private static Task<ProcessResult> Run(
        ProcessIsolation isolation, string script, TimeSpan limit, IProgress<string>? progress = null, CancellationToken? cancellationToken = null) =>
        new SupervisedProcess(new SystemProcessLauncher(isolation), TimeProvider.System).RunAsync(
            new ProgramCall("/bin/sh", ["-c", script]), limit, TimeSpan.FromSeconds(20), progress, cancellationToken ?? TestContext.Current.CancellationToken);

    // Killed, but not by its parent: the system buries it a moment later, and nothing tells when.
    private static async Task GoneAsync(int id)
    {
        Assert.SkipUnless(Directory.Exists("/proc/self"), "processes are looked up in /proc");
        while (IsRunning(id))
        {
            await Task.Delay(5, TestContext.Current.CancellationToken);
        }
    }

    private static bool IsRunning(int id)
    {
        try
        {
            // The name stands in brackets and may hold anything; the state comes after it.
            return File.ReadAllText($"/proc/{id}/stat") is var text && text[(text.LastIndexOf(')') + 2)..][0] is not ('Z' or 'X');
        }
        catch (IOException)
        {
            return false;
        }
    }

    private sealed class FirstLine : IProgress<string>
    {
        private readonly TaskCompletionSource<string> _line = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<string> Line => _line.Task;

        public void Report(string value) => _line.TrySetResult(value);
    }
}
