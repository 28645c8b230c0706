using System.Diagnostics;
using Gleaner.IO.Processes;
using Gleaner.ScienceWorld.Processes;

namespace Gleaner.ScienceWorld.Tests.Processes;

/// <summary>Processes of the shell in place of Java: how they begin and how they end.</summary>
public class GatewayProcessTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public GatewayProcessTests() => Assert.SkipWhen(OperatingSystem.IsWindows(), "these tests need a POSIX shell");

    [Fact]
    public async Task The_first_line_is_the_port_and_disposing_ends_the_process()
    {
        var launcher = new KeepingLauncher();
        int id;
        await using (var process = await StartAsync(launcher, "echo 12345; cat"))
        {
            (process.Port, process.HasEnded, process.ResidentBytes > 0).ShouldBe((12345, false, true));
            id = process.Id;
            launcher.Ids.ShouldBe([id]);
        }

        Running(id).ShouldBeFalse();
    }

    [Fact]
    public async Task What_it_has_started_ends_with_it()
    {
        int id;
        await using (var process = await StartAsync(new KeepingLauncher(), "sleep 1000 & echo $!; wait"))
        {
            id = process.Port;
            Running(id).ShouldBeTrue();
        }

        // It was killed, but not by its parent: the system buries it a moment later.
        var patience = Stopwatch.StartNew();
        while (Running(id) && patience.Elapsed < TimeSpan.FromSeconds(20))
        {
            await Task.Delay(5, TestContext.Current.CancellationToken);
        }

        Running(id).ShouldBeFalse();
    }

    [Fact]
    public async Task A_warning_of_the_virtual_machine_is_no_port()
    {
        await using var process = await StartAsync(
            new KeepingLauncher(), "echo 'OpenJDK 64-Bit Server VM warning: something is deprecated'; echo 77; cat");
        process.Port.ShouldBe(77);
    }

    [Fact]
    public async Task Whatever_it_prints_is_read()
    {
        await using var process = await StartAsync(
            new KeepingLauncher(), "echo 5; head -c 2000000 /dev/zero; head -c 2000000 /dev/zero >&2; echo >&2; echo the end >&2; exit 4");
        while (!process.HasEnded)
        {
            await Task.Delay(5, TestContext.Current.CancellationToken);
        }

        (await process.DescribeAsync()).ShouldMatch("(?s)has ended with exit code 4; its last errors:\n.*the end");
    }

    [Fact]
    public async Task What_is_sent_to_all_processes_of_a_job_is_not_for_it()
    {
        await using var process = await StartAsync(new KeepingLauncher(), "echo 5; exec cat");
        var status = $"/proc/{process.Id}/status";
        Assert.SkipUnless(File.Exists(status), "the signals of a process are looked up in /proc");
        var ignored = File.ReadLines(status).Single(line => line.StartsWith("SigIgn:", StringComparison.Ordinal)).Split('\t')[1];
        const ulong hangUp = 1 << 0, interrupt = 1 << 1, terminate = 1 << 14;
        (Convert.ToUInt64(ignored, 16) & (hangUp | interrupt | terminate)).ShouldBe(hangUp | interrupt | terminate);
    }

    [Fact]
    public async Task The_end_of_its_input_is_the_end_of_it()
    {
        // What cat reads is our end of the pipe; the system closes it when we end, however we end.
        var child = new SystemProcessLauncher(ProcessIsolation.IgnoresStopSignals).Start(new ProgramCall("/bin/sh", ["-c", "exec cat"]));
        child.Dispose();
        while (Running(child.Id))
        {
            await Task.Delay(5, TestContext.Current.CancellationToken);
        }
    }

    [Theory]
    [InlineData("echo no way >&2; exit 3", "ended without printing a port; process ", " has ended with exit code 3; its last errors:\nno way")]
    [InlineData("exit 0", "ended without printing a port; process ", " has ended with exit code 0 and wrote no errors.")]
    [InlineData("echo Usage; cat", "should have printed its port first but printed 'Usage'; process ", " is still running and wrote no errors.")]
    [InlineData("echo 70000; cat", "should have printed its port first but printed '70000'", " is still running")]
    public async Task A_start_that_fails_is_told_and_leaves_nothing(string script, string what, string state)
    {
        var launcher = new KeepingLauncher();
        var error = await Should.ThrowAsync<GleanerException>(() => StartAsync(launcher, script));
        error.Message.ShouldContain(what);
        error.Message.ShouldContain(state);
        error.Message.ShouldContain($"It was started as: /bin/sh -c {script}");
        Running(launcher.Ids.Single()).ShouldBeFalse();
    }

    [Fact]
    public async Task A_process_without_a_port_is_not_waited_for_long()
    {
        var launcher = new KeepingLauncher();
        var error = await Should.ThrowAsync<GleanerException>(() => StartAsync(launcher, "cat", TimeSpan.FromMilliseconds(200)));
        error.Message.ShouldContain("printed no port within 0.2 s; process ");
        Running(launcher.Ids.Single()).ShouldBeFalse();
    }

    [Fact]
    public async Task A_start_can_be_cancelled()
    {
        var launcher = new KeepingLauncher();
        using var cancellation = new CancellationTokenSource();
        var start = GatewayProcess.StartAsync(launcher, new ProgramCall("/bin/sh", ["-c", "cat"]), Patience, cancellation.Token);
        await cancellation.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => start);
        Running(launcher.Ids.Single()).ShouldBeFalse();
    }

    private static Task<GatewayProcess> StartAsync(IProcessLauncher launcher, string script, TimeSpan? timeout = null) =>
        GatewayProcess.StartAsync(launcher, new ProgramCall("/bin/sh", ["-c", script]), timeout ?? Patience, TestContext.Current.CancellationToken);

    private static bool Running(int id) => RunningProcesses.Has(id);
}
