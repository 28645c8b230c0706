using System.Collections.Immutable;
using Gleaner.Environments;
using Gleaner.Runs;
using Gleaner.Tests.Toy;
using Gleaner.Trajectories;

namespace Gleaner.Tests.Runs;

/// <summary>Recorded runs of an expert that the environment does not show as recorded are refused alone.</summary>
public sealed class ExpertImportTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_run_that_does_not_replay_is_left_out_and_the_experiment_goes_on_as_if_it_had_not_been_recorded()
    {
        var recorded = await RecordAsync();
        var spoilt = recorded.SetItem(2, Spoil(recorded[2]));
        var warnings = new List<string>();

        await ImportAsync("spoilt", spoilt, warn: warnings.Add);
        await ImportAsync("without", recorded.RemoveAt(2));

        warnings.ShouldHaveSingleItem().ShouldContain($"1 of its {recorded.Length} recorded runs do not replay in this environment; {recorded.Length - 1} do.");
        warnings[0].ShouldContain($"run 3 (task {recorded[2].Task}), after 1 actions: the observation differs at character ");
        warnings[0].ShouldContain("recorded “nowhere”, here “");
        Trajectories("spoilt").ShouldBe(Trajectories("without"));
        File.ReadAllText(Path.Combine(_folder.File("spoilt"), "experts/wanderer/refused.jsonl")).ShouldContain("\"number\":3,");
        File.ReadAllText(Path.Combine(_folder.File("spoilt"), "experts/wanderer/collection.json")).ShouldContain("\"refused\": 1");
        File.Exists(Path.Combine(_folder.File("without"), "experts/wanderer/refused.jsonl")).ShouldBeFalse();
        File.ReadAllText(Path.Combine(_folder.File("without"), "experts/wanderer/collection.json")).ShouldNotContain("refused");
    }

    [Fact]
    public async Task What_was_left_out_stays_left_out_when_the_run_is_resumed()
    {
        var recorded = await RecordAsync();
        var spoilt = recorded.SetItem(0, Spoil(recorded[0]));
        var first = await ImportAsync("run", spoilt);

        var again = await ImportAsync("run", spoilt);

        again.Select(trajectory => trajectory.Task).ShouldBe(first.Select(trajectory => trajectory.Task));
        again.ShouldNotContain(trajectory => trajectory.Task == recorded[0].Task);
    }

    [Fact]
    public async Task Runs_of_a_task_are_counted_without_the_one_that_was_left_out()
    {
        var recorded = await RecordAsync();
        ImmutableArray<Trajectory> twice = [Spoil(recorded[1]), recorded[1], recorded[1], recorded[0]];

        var imported = await ImportAsync("run", twice);

        imported.Select(trajectory => (trajectory.Task, trajectory.Run)).ShouldBe([(recorded[1].Task, 1), (recorded[1].Task, 2), (recorded[0].Task, 1)]);
    }

    [Theory]
    [InlineData(1, true, "'strict' asks for all of them")]
    [InlineData(5, false, "More than 50")]
    [InlineData(9, false, "More than 50")]
    public async Task Too_many_that_do_not_replay_are_an_error(int count, bool strict, string told)
    {
        var recorded = await RecordAsync();
        ImmutableArray<Trajectory> spoilt = [.. recorded.Take(count).Select(Spoil), .. recorded.Skip(count)];

        var error = await Should.ThrowAsync<GleanerException>(() => ImportAsync("run", spoilt, strict));

        error.Message.ShouldContain($"{count} of its 9 recorded runs do not replay");
        error.Message.ShouldContain(told);
        File.Exists(Path.Combine(_folder.File("run"), "experts/wanderer/trajectories.jsonl")).ShouldBeFalse();
    }

    private string Trajectories(string run) => File.ReadAllText(Path.Combine(_folder.File(run), "experts/wanderer/trajectories.jsonl"));

    private async Task<ImmutableArray<Trajectory>> RecordAsync()
    {
        await new ToyExperiment(_folder.File("recording")) { Cancellation = TestContext.Current.CancellationToken }.RunAsync();
        return [.. RunSummary.Read(_folder.File("recording"), new DiskRunFiles()).Experts.Single().Trajectories];
    }

    private async Task<ImmutableArray<Trajectory>> ImportAsync(string run, ImmutableArray<Trajectory> recorded, bool strict = false, Action<string>? warn = null)
    {
        using var directory = RunDirectory.Open(_folder.File(run), ToyExperiment.Identity, new DiskRunFiles(flushesToDisk: false), TimeProvider.System);
        var context = new RunContext
        {
            Directory = directory,
            Environment = new KeyDoorEnvironment(),
            Rollouts = new() { MaxTurns = 16, Workers = 2 },
            Warn = warn ?? (_ => { }),
        };
        return await new ExpertImport(context).ImportAsync("wanderer", recorded, strict, TestContext.Current.CancellationToken);
    }

    private static Trajectory Spoil(Trajectory trajectory) => trajectory with
    {
        Turns = trajectory.Turns.SetItem(1, trajectory.Turns[1] with { Observation = new Observation("nowhere") }),
    };
}
