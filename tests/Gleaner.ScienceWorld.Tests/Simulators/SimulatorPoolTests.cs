using System.Collections.Immutable;
using Gleaner.ScienceWorld.Simulators;
using Gleaner.ScienceWorld.Tasks;

namespace Gleaner.ScienceWorld.Tests.Simulators;

public class SimulatorPoolTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_simulator_that_was_given_back_is_used_again()
    {
        var factory = new Factory();
        await using var pool = new SimulatorPool(factory, new SimulatorOptions { Instances = 2 });
        for (var i = 0; i < 5; i++)
        {
            await using var lease = await pool.RentAsync(Cancellation);
        }

        (pool.Started, factory.Started.Count, factory.Running).ShouldBe((1, 1, 1));
    }

    [Fact]
    public async Task No_two_users_have_the_same_simulator_and_there_are_never_more_than_said()
    {
        var factory = new Factory();
        await using var pool = new SimulatorPool(factory, new SimulatorOptions { Instances = 3 });
        var inUse = new HashSet<IScienceWorldSimulator>();
        await Parallel.ForAsync(0, 200, new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = Cancellation }, async (_, cancellationToken) =>
        {
            await using var lease = await pool.RentAsync(cancellationToken);
            lock (inUse)
            {
                inUse.Add(lease.Simulator).ShouldBeTrue();
                inUse.Count.ShouldBeLessThanOrEqualTo(3);
            }

            await Task.Yield();
            lock (inUse)
            {
                inUse.Remove(lease.Simulator);
            }
        });
        factory.Running.ShouldBeInRange(1, 3);
    }

    [Theory]
    [InlineData(false, 0, 100)]
    [InlineData(true, 900, 100)]
    [InlineData(true, 0, 1)]
    public async Task A_simulator_that_has_failed_grown_or_served_is_replaced(bool usable, int megabytes, int episodes)
    {
        var factory = new Factory();
        await using var pool = new SimulatorPool(factory, new SimulatorOptions { Instances = 1, EpisodesPerInstance = episodes, MemoryMegabytes = 400, ExtraMemoryMegabytes = 400 });
        await using (await pool.RentAsync(Cancellation))
        {
            factory.Started[0].IsUsable = usable;
            factory.Started[0].ResidentBytes = (long)megabytes << 20;
        }

        factory.Running.ShouldBe(0);
        await using var next = await pool.RentAsync(Cancellation);
        next.Simulator.ShouldBe(factory.Started[1]);
    }

    [Fact]
    public async Task A_simulator_that_has_ended_while_idle_is_replaced()
    {
        var factory = new Factory();
        await using var pool = new SimulatorPool(factory, new SimulatorOptions { Instances = 1 });
        await (await pool.RentAsync(Cancellation)).DisposeAsync();
        factory.Started[0].IsUsable = false;
        await using var next = await pool.RentAsync(Cancellation);
        (next.Simulator, factory.Running).ShouldBe((factory.Started[1], 1));
    }

    [Fact]
    public async Task A_simulator_that_nobody_has_needed_for_long_is_ended()
    {
        var (factory, clock) = (new Factory(), new ManualClock());
        await using var pool = new SimulatorPool(factory, new SimulatorOptions { Instances = 3, IdleTimeout = TimeSpan.FromMinutes(5) }, clock);
        var (used, early, late) = (await pool.RentAsync(Cancellation), await pool.RentAsync(Cancellation), await pool.RentAsync(Cancellation));
        var lateOne = late.Simulator;
        await early.DisposeAsync();
        clock.Advance(TimeSpan.FromMinutes(3));
        await late.DisposeAsync();

        clock.Advance(TimeSpan.FromMinutes(2));
        await factory.Ended.WaitAsync(Cancellation);
        factory.Running.ShouldBe(2, "one is in use, and one was given back two minutes ago");
        await using (var again = await pool.RentAsync(Cancellation))
        {
            again.Simulator.ShouldBe(lateOne);
            await using var another = await pool.RentAsync(Cancellation);
            another.Simulator.ShouldBe(factory.Started[3]);
        }

        await used.DisposeAsync();
    }

    [Fact]
    public async Task Who_finds_all_in_use_waits_but_not_for_ever()
    {
        var factory = new Factory();
        await using var pool = new SimulatorPool(factory, new SimulatorOptions { Instances = 1, RentTimeout = TimeSpan.FromMilliseconds(20) });
        await using (await pool.RentAsync(Cancellation))
        {
            (await Should.ThrowAsync<GleanerException>(async () => await pool.RentAsync(Cancellation))).Message.ShouldStartWith(
                "All 1 simulators of ScienceWorld were in use for 0 s. Raise environment.instances");
        }

        await using var next = await pool.RentAsync(Cancellation);
    }

    [Fact]
    public async Task A_start_that_fails_leaves_its_place_free()
    {
        var factory = new Factory { Refuses = true };
        await using var pool = new SimulatorPool(factory, new SimulatorOptions { Instances = 1 });
        await Should.ThrowAsync<GleanerException>(async () => await pool.RentAsync(Cancellation));
        factory.Refuses = false;
        await using var lease = await pool.RentAsync(Cancellation);
    }

    [Fact]
    public async Task Disposing_ends_the_idle_at_once_and_the_others_when_they_come_back()
    {
        var factory = new Factory();
        var pool = new SimulatorPool(factory, new SimulatorOptions { Instances = 2 });
        var first = await pool.RentAsync(Cancellation);
        var second = await pool.RentAsync(Cancellation);
        await first.DisposeAsync();
        await first.DisposeAsync();

        await pool.DisposeAsync();
        await pool.DisposeAsync();

        factory.Running.ShouldBe(1);
        await second.DisposeAsync();
        factory.Running.ShouldBe(0);
        factory.Started.ShouldAllBe(simulator => simulator.Disposals == 1);
        await Should.ThrowAsync<ObjectDisposedException>(async () => await pool.RentAsync(Cancellation));
        Should.Throw<ObjectDisposedException>(() => first.Simulator);
    }

    [Fact]
    public async Task Disposing_stops_those_who_wait()
    {
        var pool = new SimulatorPool(new Factory(), new SimulatorOptions { Instances = 1 });
        await using var lease = await pool.RentAsync(Cancellation);
        var waiting = pool.RentAsync(Cancellation).AsTask();
        await pool.DisposeAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => waiting);
    }

    [Theory]
    [InlineData(0, 400, "Instances of ScienceWorld's simulators is 0; it must be at least 1.")]
    [InlineData(1, 63, "MemoryMegabytes of ScienceWorld's simulators is 63; it must be at least 64.")]
    public void Options_out_of_range_are_refused(int instances, int megabytes, string message) =>
        Should.Throw<GleanerException>(() => new SimulatorPool(new Factory(), new SimulatorOptions { Instances = instances, MemoryMegabytes = megabytes }))
            .Message.ShouldBe(message);

    private sealed class Factory : ISimulatorFactory
    {
        private readonly Lock _gate = new();
        private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>Ends when one of them has.</summary>
        public Task Ended => _ended.Task;

        public List<Simulator> Started { get; } = [];

        public bool Refuses { get; set; }

        public int Running => Started.Count(simulator => simulator.Disposals == 0);

        public Task<ISimulatorInstance> StartAsync(CancellationToken cancellationToken)
        {
            if (Refuses)
            {
                throw new GleanerException("no");
            }

            lock (_gate)
            {
                Started.Add(new Simulator(_ended));
                return Task.FromResult<ISimulatorInstance>(Started[^1]);
            }
        }
    }

    private sealed class Simulator(TaskCompletionSource ended) : ISimulatorInstance
    {
        public bool IsUsable { get; set; } = true;

        public long ResidentBytes { get; set; }

        public int Disposals { get; private set; }

        public ValueTask DisposeAsync()
        {
            Disposals++;
            ended.TrySetResult();
            return ValueTask.CompletedTask;
        }

        public ValueTask<SimulatorStep> LoadAsync(ScienceWorldTask task, bool withGoldPath, CancellationToken cancellationToken) => throw new NotSupportedException();

        public ValueTask<SimulatorStep> StepAsync(string input, CancellationToken cancellationToken) => throw new NotSupportedException();

        public ValueTask<string> DescribeTaskAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

        public ValueTask<string> LookAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

        public ValueTask<string> ListInventoryAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

        public ValueTask<string> DescribeProgressAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

        public ValueTask<ImmutableArray<string>> ListValidActionsAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

        public ValueTask<ImmutableArray<string>> ListGoldActionsAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

        public ValueTask<ImmutableArray<string>> ListTaskNamesAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

        public ValueTask<int> CountVariationsAsync(string taskName, CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
