using Gleaner.Endpoints.Agents;
using Gleaner.Experiments;
using Gleaner.Policies;
using Gleaner.Randomness;
using Gleaner.Rollouts;
using OwnAgent;

namespace Gleaner.Examples.Tests;

/// <summary>The example of an agent and a task of your own: its gain is what the README says.</summary>
public sealed class OwnAgentTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Only_the_clerks_failures_show_the_second_page()
    {
        using var client = new HastyClerk();
        var forms = new ToolEnvironment("form", Form.Tasks, task => new Form(task));
        var rollouts = await new RolloutEngine(forms).RunAsync(
            new ToolPolicy("clerk", client, forms),
            [.. Form.Tasks.Select(task => new RolloutRequest(StartState.Initial(task), 0))],
            new Seed(1),
            new RolloutOptions { Decoding = Decoding.Greedy },
            cancellationToken: TestContext.Current.CancellationToken);

        rollouts.Count(rollout => rollout.Trajectory.IsPositive(1)).ShouldBe(Form.Tasks.Length / 2);
        rollouts.ShouldAllBe(rollout => rollout.Trajectory.Turns.Any(turn => turn.Action.Contains("parking")) != rollout.Trajectory.IsPositive(1));
    }

    [Fact]
    [Trait("Category", "Long")]
    public async Task EEF_wins_forms_that_neither_the_clerk_nor_rejection_sampling_wins()
    {
        using var client = new HastyClerk();
        var summary = await Example.Create(client).RunAsync(_folder.File("run"), cancellationToken: TestContext.Current.CancellationToken);
        var wins = summary.Methods.ToDictionary(method => method.Description.Name, method => method.Iterations[^1].Metrics.Evaluations.Single().Wins);

        wins["RFT×6"].ShouldBeLessThanOrEqualTo(12);
        wins["EEF"].ShouldBeGreaterThan(wins["RFT×6"] + 4);
        summary.Manifest.Display!.Experts.Single().IsSimulated.ShouldBe(true);

        // Again, it finds all of it done.
        var seen = new List<RunProgress>();
        await Example.Create(client).RunAsync(_folder.File("run"), new RunOptions { Progress = new Inline(seen.Add) }, TestContext.Current.CancellationToken);
        seen.ShouldContain(progress => progress.IsFinished);
    }

    private sealed class Inline(Action<RunProgress> report) : IProgress<RunProgress>
    {
        public void Report(RunProgress value) => report(value);
    }
}
