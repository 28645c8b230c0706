using Gleaner.IO.Processes;
using Microsoft.Extensions.Time.Testing;

namespace Gleaner.IO.Tests.Processes;

public sealed class SupervisedProcessTests
{
    private static readonly ProgramCall Call = new("program", []);
    private static readonly TimeSpan Limit = TimeSpan.FromHours(1);
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(20);

    private readonly FakeTimeProvider _time = new();

    [Theory]
    [InlineData("said\n", "", "said")]
    [InlineData("said\n", "went wrong", "went wrong")]
    [InlineData("said\n", " \n", "said")]
    public async Task The_last_lines_are_the_errors_or_else_the_output(string output, string error, string last)
    {
        var child = new FakeChild();
        var running = RunAsync(child);
        child.Print(output, error);
        child.End(3);

        (await running).ShouldBe(new ProcessResult(3, TimedOut: false, last));
        child.Calls.ShouldBe(["dispose"]);
    }

    [Fact]
    public async Task What_takes_too_long_is_asked_to_end_first()
    {
        var child = new FakeChild();
        var running = RunAsync(child);
        _time.Advance(Limit);

        (await running).ShouldBe(new ProcessResult(143, TimedOut: true, ""));
        child.Calls.ShouldBe(["ask", "kill", "dispose"]);
    }

    [Fact]
    public async Task What_does_not_end_when_asked_is_killed_after_its_grace()
    {
        var child = new FakeChild { IsPolite = false };
        var running = RunAsync(child);
        _time.Advance(Limit);
        await child.Asked.Task.WaitAsync(TestContext.Current.CancellationToken);
        while (!running.IsCompleted)
        {
            _time.Advance(Grace);
            await Task.Yield();
        }

        (await running).ShouldBe(new ProcessResult(137, TimedOut: true, ""));
    }

    [Fact]
    public async Task What_cannot_be_asked_is_killed_at_once()
    {
        var child = new FakeChild { CanBeAsked = false };
        var running = RunAsync(child);
        _time.Advance(Limit);

        (await running).TimedOut.ShouldBeTrue();
        child.Calls.ShouldBe(["ask", "kill", "dispose"]);
    }

    [Fact]
    public async Task Cancelling_ends_it_and_is_told()
    {
        var child = new FakeChild();
        using var stop = new CancellationTokenSource();
        var running = RunAsync(child, cancellationToken: stop.Token);

        await stop.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => running);
        child.ExitCode.ShouldBe(143);
        child.Calls[^1].ShouldBe("dispose");
    }

    [Fact]
    public async Task What_was_cancelled_before_is_not_started()
    {
        var child = new FakeChild();
        await Should.ThrowAsync<OperationCanceledException>(() => RunAsync(child, cancellationToken: new CancellationToken(canceled: true)));
        child.Calls.ShouldBeEmpty();
    }

    [Fact]
    public async Task Progress_gets_every_line()
    {
        var child = new FakeChild();
        var lines = new Lines();
        var running = RunAsync(child, lines);
        child.Print("one\r\ntwo", "");
        child.End(0);
        await running;
        lines.All.ShouldBe(["one", "two"]);
    }

    private Task<ProcessResult> RunAsync(FakeChild child, IProgress<string>? progress = null, CancellationToken? cancellationToken = null) =>
        new SupervisedProcess(child, _time).RunAsync(Call, Limit, Grace, progress, cancellationToken ?? TestContext.Current.CancellationToken);

    private sealed class Lines : IProgress<string>
    {
        public List<string> All { get; } = [];

        public void Report(string value)
        {
            lock (All)
            {
                All.Add(value);
            }
        }
    }
}
