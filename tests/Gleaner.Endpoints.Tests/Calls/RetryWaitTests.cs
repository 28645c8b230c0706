using Gleaner.Endpoints.Calls;
using Gleaner.Endpoints.Tests.Fakes;
using Gleaner.Randomness;
using Microsoft.Extensions.AI;

namespace Gleaner.Endpoints.Tests.Calls;

/// <summary>How long a call that failed waits before it is sent again.</summary>
public sealed class RetryWaitTests
{
    private const int Retries = 12;

    private static readonly TimeSpan First = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task Waits_are_drawn_from_the_source_that_was_handed_in()
    {
        var waits = await WaitsAsync(new RandomStream(new Seed(1)).NextDouble);

        waits.Count.ShouldBe(Retries);
        (await WaitsAsync(new RandomStream(new Seed(1)).NextDouble)).ShouldBe(waits);
        (await WaitsAsync(new RandomStream(new Seed(2)).NextDouble)).ShouldNotBe(waits);
    }

    [Fact]
    public async Task Those_who_were_turned_away_together_do_not_come_back_together()
    {
        // Each is a process of its own; nobody hands in a source.
        var first = await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ => (await WaitsAsync())[0]));

        first.ShouldBeUnique();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.5)]
    [InlineData(0.999999)]
    public async Task Waits_grow_and_stay_within_the_longest(double drawn)
    {
        var waits = await WaitsAsync(() => drawn);

        waits.ShouldAllBe(wait => wait >= TimeSpan.Zero && wait <= Longest);
        waits[0].ShouldBeLessThan(2 * First);
        waits[^1].ShouldBe(Longest, "after so many failures it has doubled up to the limit");
    }

    /// <summary>The waits between the attempts of a call that never succeeds, on a clock that ends them at once.</summary>
    private static async Task<IReadOnlyList<TimeSpan>> WaitsAsync(Func<double>? random = null)
    {
        var options = new CallOptions { Retries = Retries, RetryDelay = First, LongestRetryDelay = Longest, Timeout = TimeSpan.FromHours(1), BreakerThroughput = 1000 };
        var clock = new HastyClock(TimeSpan.FromTicks(1), Longest * 10);
        using var client = new Unreachable();
        var pipeline = new CallPipeline(client, random is null ? options : options with { Random = random }, clock, () => { });

        await Should.ThrowAsync<HttpRequestException>(async () => await pipeline.SendAsync([], new ChatOptions(), TestContext.Current.CancellationToken));

        return [.. clock.Skipped];
    }

    private sealed class Unreachable : IChatClient
    {
        public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options, CancellationToken cancellationToken) =>
            throw new HttpRequestException("Connection refused");

        public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options, CancellationToken cancellationToken) => throw new NotSupportedException();

        public object? GetService(Type serviceType, object? serviceKey) => null;

        public void Dispose()
        {
        }
    }
}
