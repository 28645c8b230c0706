using System.Text.Json;
using Gleaner.IO.Json;
using Gleaner.Methods;
using Gleaner.Rollouts;
using Gleaner.Runs;
using Gleaner.Selection;
using Gleaner.Tests.Toy;
using Gleaner.Trajectories;

namespace Gleaner.Tests.Runs;

public class EarlierIterationsTests
{
    private static readonly DiskRunFiles Files = new(flushesToDisk: false);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_method_is_told_what_came_of_the_iterations_before()
    {
        using var folder = new TemporaryFolder();
        var method = new Listener();
        await new ToyExperiment(folder.Path) { Method = method, Cancellation = Cancellation }.RunAsync();

        method.States.Select(state => state.Earlier.Length).ShouldBe([0, 1, 2]);
        foreach (var earlier in method.States[2].Earlier)
        {
            var records = Files.ReadLines<RolloutRecord>(folder.File($"seed-7/listener/iteration-{earlier.Number}/rollouts.jsonl"));
            earlier.Outcomes.ShouldBe(records.Select(record => record.ToOutcome(1)));
        }

        method.States[2].OwnFailures.Length.ShouldBe(method.States[2].Earlier.Sum(earlier => earlier.Outcomes.Count(outcome => !outcome.IsPositive)));
        method.States[2].Positives.Count.ShouldBeGreaterThan(method.States[1].Positives.Count);
    }

    // Whatever an earlier process has finished: the method of the resumed run is told the same.
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_resumed_run_tells_the_same(int finished)
    {
        using var folder = new TemporaryFolder();
        var first = new Listener();
        await new ToyExperiment(folder.Path) { Method = first, Cancellation = Cancellation }.RunAsync();
        for (var number = finished + 1; number <= 3; number++)
        {
            Directory.Delete(folder.File($"seed-7/listener/iteration-{number}"), recursive: true);
        }

        var resumed = new Listener();
        await new ToyExperiment(folder.Path) { Method = resumed, Cancellation = Cancellation }.RunAsync();

        Describe(resumed.States[^1]).ShouldBe(Describe(first.States[^1]));
    }

    [Fact]
    public async Task A_snapshot_stays_as_it_was()
    {
        using var folder = new TemporaryFolder();
        var method = new Listener();
        await new ToyExperiment(folder.Path) { Method = method, Cancellation = Cancellation }.RunAsync();
        method.Counts.ShouldBe(method.States.Select(state => state.Positives.Count));
    }

    [Fact]
    public async Task Each_line_of_a_data_set_names_its_rollout()
    {
        using var folder = new TemporaryFolder();
        await new ToyExperiment(folder.Path) { Cancellation = Cancellation }.RunAsync();

        var examples = Files.ReadLines<WeightedExample>(folder.File("seed-7/EEF/iteration-3/dataset.jsonl"));
        examples.ShouldContain(example => example.FoundIn > 0);
        foreach (var example in examples)
        {
            var records = example.FoundIn == 0
                ? []
                : Files.ReadLines<RolloutRecord>(folder.File($"seed-7/EEF/iteration-{example.FoundIn}/rollouts.jsonl"))
                    .Where(record => $"{example.FoundIn}|{record.Key}" == example.Rollout).ToList();
            (example.Rollout is null).ShouldBe(example.FoundIn == 0);
            records.ShouldAllBe(record => record.Task == example.Task && record.Trunk == example.StartTrunk && record.Step == example.StartStep);
            records.Count().ShouldBe(example.FoundIn == 0 ? 0 : 1);
        }
    }

    [Fact]
    public void Reasons_are_written_as_ever_and_a_methods_own_with_their_text()
    {
        var example = new WeightedAction("a", Author.Student, 0.5f, new WeightReason("judged", "the judge liked it"));
        Line(example).ShouldBe("""{"action":"a","author":"student","weight":0.5,"reason":{"id":"judged","text":"the judge liked it"}}""");
        Line(example with { Reason = WeightReason.ExpertOnPath }).ShouldBe("""{"action":"a","author":"student","weight":0.5,"reason":"expertOnPath"}""");
        foreach (var reason in WeightReason.All.Append(example.Reason))
        {
            Read(Line(example with { Reason = reason })).Reason.ShouldBe(reason);
        }

        Read(Line(example with { Reason = WeightReason.ExpertOnPath }).Replace("expertOnPath", "ofAnother", StringComparison.Ordinal))
            .Reason.ShouldBe(new WeightReason("ofAnother", "ofAnother"));
        Should.Throw<JsonException>(() => Read("""{"action":"a","author":"student","weight":0.5,"reason":7}"""));
        Should.Throw<JsonException>(() => Read("""{"action":"a","author":"student","weight":0.5,"reason":""}"""));

        static string Line(WeightedAction action) => JsonSerializer.Serialize(action, JsonDefaults.Line);
        static WeightedAction Read(string line) => JsonSerializer.Deserialize<WeightedAction>(line, JsonDefaults.Line)!;
    }

    private static string Describe(IterationState state) => string.Join('\n',
    [
        $"{state.Number} {state.Positives.Count}",
        .. state.Earlier.SelectMany(earlier => earlier.Outcomes.Select(outcome => $"{earlier.Number} {outcome}")),
        .. state.OwnFailures.Select(failure => $"{failure.Trunk.Name} {string.Join(' ', failure.Rollout.Trajectory.Turns.Select(turn => turn.Action))}"),
        .. state.Tasks.SelectMany(state.Positives.SolutionsOf).Select(solution => $"{solution.Order} {solution.Iteration} {solution.Rollout}"),
    ]);

    /// <summary>RFT(2) that remembers what it was told, and wants the student's failures.</summary>
    private sealed class Listener : IMethod
    {
        private readonly RejectionSampling _method = new("listener", 2);

        public string Name => "listener";

        public bool UsesOwnFailures => true;

        public List<IterationState> States { get; } = [];

        public List<int> Counts { get; } = [];

        public IReadOnlyList<RolloutRequest> Explore(IterationState state) => _method.Explore(state);

        public LearningSet Select(IterationState state)
        {
            States.Add(state);
            Counts.Add(state.Positives.Count);
            return _method.Select(state);
        }
    }
}
