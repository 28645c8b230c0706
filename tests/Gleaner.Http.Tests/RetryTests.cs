using Microsoft.Extensions.Time.Testing;

namespace Gleaner.Http.Tests;

public sealed class RetryTests
{
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 11, 21, 12, 0, 0, TimeSpan.Zero)) { AutoAdvanceAmount = TimeSpan.Zero };

    [Theory]
    [InlineData("7", 7.0)]
    [InlineData("0.25", 0.25)]
    [InlineData("Sat, 21 Nov 2026 12:01:00 GMT", 60.0)]
    [InlineData("Sat, 21 Nov 2026 11:00:00 GMT", null)]
    [InlineData("-1", null)]
    [InlineData("1e9", null)]
    [InlineData("NaN", null)]
    [InlineData("soon", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void Retry_after_is_seconds_or_a_date(string? value, double? seconds)
    {
        RetryAfter.Parse(value, _clock)?.TotalSeconds.ShouldBe(seconds!.Value, 1e-9);
        (RetryAfter.Parse(value, _clock) is null).ShouldBe(seconds is null);
    }

    [Fact]
    public void A_response_is_asked_for_its_header()
    {
        using var response = new HttpResponseMessage();
        RetryAfter.Of(response, _clock).ShouldBeNull();
        response.Headers.TryAddWithoutValidation("Retry-After", "0.5");
        RetryAfter.Of(response, _clock).ShouldBe(TimeSpan.FromSeconds(0.5));
    }

    [Fact]
    public async Task What_may_pass_is_tried_again_and_what_may_not_is_not()
    {
        (await FailAsync(retries: 3, new IOException())).ShouldBe(4);
        (await FailAsync(retries: 0, new IOException())).ShouldBe(1);
        (await FailAsync(retries: 3, new InvalidOperationException())).ShouldBe(1);
    }

    [Fact]
    public async Task The_server_s_wish_goes_before_the_rule()
    {
        var waits = await WaitsAsync(TimeSpan.FromSeconds(100), _ => TimeSpan.FromSeconds(3), () => 0.5);
        waits.ShouldBe([TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(3)]);
    }

    [Fact]
    public async Task Waits_grow_to_the_longest_and_depend_on_the_random_source_alone()
    {
        var waits = await WaitsAsync(TimeSpan.FromSeconds(2), null, () => 0.5);
        (await WaitsAsync(TimeSpan.FromSeconds(2), null, () => 0.5)).ShouldBe(waits);
        (await WaitsAsync(TimeSpan.FromSeconds(2), null, () => 0.9)).ShouldNotBe(waits);
        waits[1].ShouldBeGreaterThan(waits[0]);
        waits.ShouldAllBe(wait => wait <= TimeSpan.FromSeconds(2));
    }

    private async Task<int> FailAsync(int retries, Exception exception)
    {
        var attempts = 0;
        var pipeline = new RetryRule(retries, TimeSpan.Zero, null, () => 0.5).Build<int>(_clock, failure => failure is IOException);
        (await Should.ThrowAsync<Exception>(() => pipeline.ExecuteAsync<int>(_ =>
        {
            attempts++;
            throw exception;
        }, TestContext.Current.CancellationToken).AsTask())).ShouldBeSameAs(exception);
        return attempts;
    }

    // Three waits, each as long as the clock had to be set on.
    private async Task<List<TimeSpan>> WaitsAsync(TimeSpan longest, Func<Exception, TimeSpan?>? retryAfter, Func<double> random)
    {
        var clock = new RecordingClock();
        var pipeline = new RetryRule(3, TimeSpan.FromSeconds(1), longest, random).Build<int>(clock, _ => true, retryAfter);
        await Should.ThrowAsync<IOException>(() => pipeline.ExecuteAsync<int>(_ => throw new IOException(), TestContext.Current.CancellationToken).AsTask());
        return clock.Waits;
    }

    /// <summary>Ends every wait at once and keeps its length.</summary>
    private sealed class RecordingClock : TimeProvider
    {
        public List<TimeSpan> Waits { get; } = [];

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            Waits.Add(dueTime);
            return base.CreateTimer(callback, state, TimeSpan.Zero, period);
        }
    }
}
