using System.Text.Json;
using Gleaner.Environments.Recorded;
using Gleaner.ScienceWorld.Recordings;
using Gleaner.ScienceWorld.Replay;
using Gleaner.ScienceWorld.Scoring;
using Gleaner.ScienceWorld.Splits;
using Gleaner.ScienceWorld.Tests.Scoring;
using Gleaner.Trajectories;

namespace Gleaner.ScienceWorld.Tests.Recordings;

[Trait("Category", "Oracle")]
public sealed class RecordingOracleTests(ITestOutputHelper output)
{
    [Fact]
    public void Every_run_of_agenttraj_is_read()
    {
        var counts = Count(TestData.AgentTraj);
        (counts.Read, counts.Kept, counts.Completed, counts.Failed).ShouldBe((1908, 1908, 1903, 1));
        (counts.Turns + counts.TurnsAfterEnd, counts.TurnsAfterEnd, counts.Thoughts, counts.MissingLast).ShouldBe((38176, 1492, 38176 - 1492, 542));
    }

    [Fact]
    public void Every_run_of_the_simulator_is_read()
    {
        var counts = Count(TestData.SimulatorRuns);
        (counts.Read, counts.Kept, counts.Completed, counts.Failed).ShouldBe((240, 240, 150, 35));
        (counts.Turns, counts.TurnsAfterEnd, counts.Thoughts, counts.MissingLast).ShouldBe((9028, 0, 0, 0));
    }

    [Fact]
    public void Every_run_of_the_oracle_is_read()
    {
        var counts = Count(TestData.OracleRuns);
        (counts.Read, counts.Kept, counts.Completed, counts.Failed).ShouldBe((271, 271, 269, 0));
        (counts.Turns + counts.TurnsAfterEnd, counts.MissingLast).ShouldBe((13853 - 271, 0));
    }

    [Fact]
    public void The_measures_are_the_recorded_scores()
    {
        var recorded = new[] { TestData.SimulatorRuns, TestData.AgentTraj }.SelectMany(File.ReadLines)
            .Select(line => JsonDocument.Parse(line).RootElement)
            .Select(run => (Final: run.GetProperty("final_score").GetDouble(), Max: run.GetProperty("max_score").GetDouble()));
        var scores = Trajectories(TestData.SimulatorRuns).Concat(Trajectories(TestData.AgentTraj)).Select(EpisodeScore.Of).ToList();

        // Points of the simulator runs are cut to whole numbers, those of AgentTraj-L rounded to a decimal.
        foreach (var (score, expected) in scores.Zip(recorded))
        {
            score.Final.ShouldBe(expected.Final, 0.51);
            score.Best.ShouldBe(Math.Max(0, expected.Max), 0.51);
        }

        var simulator = ScoreSummary.Of([.. Trajectories(TestData.SimulatorRuns).Where(run => run.Policy != "gold").Select(EpisodeScore.Of)]);
        output.WriteLine(simulator.ToString());
        (simulator.Final < 0 && simulator.FinalFloored > 0 && simulator.Best > simulator.FinalFloored).ShouldBeTrue();
        simulator.LastPositive.ShouldBe(simulator.Best, 1e-6, "scores never fall before a failure");
    }

    [Fact]
    public void Trajectories_are_written_and_read_again_without_loss()
    {
        foreach (var source in new[] { TestData.SimulatorRuns, TestData.AgentTraj, TestData.OracleRuns })
        {
            var trajectories = Trajectories(source).ToList();
            using var file = new MemoryStream();
            TrajectoryJsonLines.Write(file, trajectories);
            var again = TrajectoryJsonLines.Read(new MemoryStream(file.ToArray()), "x.jsonl").ToList();
            again.Count.ShouldBe(trajectories.Count);
            foreach (var (read, written) in again.Zip(trajectories))
            {
                read.Turns.ShouldBe(written.Turns);
                (read with { Turns = [] }).ShouldBe(written with { Turns = [] });
            }
        }
    }

    [Fact]
    public void Runs_of_one_task_in_one_world_agree_on_every_state_that_they_share()
    {
        var environment = new RecordedEnvironment("scienceworld", 1, Trajectories(TestData.SimulatorRuns));
        output.WriteLine($"{environment.Tasks.Count} tasks, {environment.StatesCompared} states compared");
        environment.Tasks.Count.ShouldBe(210);
        environment.StatesCompared.ShouldBe(468);
        environment.Contradictions.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("agenttraj")]
    [InlineData("simulator")]
    [InlineData("oracle")]
    public async Task Runs_replay_in_the_environment_that_is_made_of_them(string name)
    {
        var source = name switch { "agenttraj" => TestData.AgentTraj, "simulator" => TestData.SimulatorRuns, _ => TestData.OracleRuns };
        var runs = RecordingFiles.Read(source).Select(reading => reading.Run!).Where(run => run.Policy != "gold-half-then-wrong-focus").ToList();
        var environment = new RecordedEnvironment("scienceworld", 1, runs.Select(new RunImport().ToTrajectory));
        var summary = default(RunReplaySummary);
        await foreach (var result in new RunReplayer(environment).ReplayAsync(runs, CancellationToken.None))
        {
            result.IsIdentical.ShouldBeTrue(result.ToString());
            summary = summary.Add(result);
        }

        output.WriteLine(summary.ToString());
        summary.Runs.ShouldBe(runs.Count);
    }

    [Fact]
    public void Oracle_runs_are_official_test_tasks_and_agenttraj_training_tasks()
    {
        RecordingFiles.Read(TestData.OracleRuns).ShouldAllBe(reading => OfficialSplits.Of(reading.Run!.Task) == OfficialSplit.Test);
        RecordingFiles.Read(TestData.AgentTraj).ShouldAllBe(reading => OfficialSplits.Of(reading.Run!.Task) == OfficialSplit.Train);
    }

    private static IEnumerable<Trajectory> Trajectories(string path) => RecordingFiles.Read(path).Select(reading => new RunImport().ToTrajectory(reading.Run!));

    private RunImportCounts Count(string path)
    {
        var counts = RecordingFiles.Read(path).Aggregate(RunImportCounts.None, (sum, reading) => sum.Add(reading));
        output.WriteLine(string.Join('\n', counts.ToLines(ThoughtHandling.LeaveOut)));
        counts.Refused.ShouldBeEmpty();
        return counts;
    }
}
