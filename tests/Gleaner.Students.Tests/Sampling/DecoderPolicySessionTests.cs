using Gleaner.Policies;
using Gleaner.Rollouts;
using Gleaner.Students.Sampling;
using Gleaner.Students.Views;
using Gleaner.Trajectories;
using Gleaner.WebShop.Experiments.Tests.Shop;

namespace Gleaner.Students.Tests.Sampling;

public sealed class DecoderPolicySessionTests
{
    [Fact]
    public async Task Neither_batch_nor_order_nor_workers_change_an_episode()
    {
        var student = ToyStudent.Create();
        var requests = ToyStudent.FromStart(6);
        var alone = await ToyStudent.RollOutAsync(student, requests, 1, batchSize: 1);
        var together = await ToyStudent.RollOutAsync(student, requests, 1, batchSize: 18);
        var backwards = await ToyStudent.RollOutAsync(student, [.. requests.Reverse()], 1, batchSize: 5, workers: 3);
        alone.Select(Signature).ShouldBe(together.Select(Signature));
        alone.Select(Signature).ShouldBe(backwards.Reverse().Select(Signature));
        alone.Select(Signature).Distinct().Count().ShouldBeGreaterThan(10, "random walks differ");
    }

    [Fact]
    public async Task A_replayed_prefix_leaves_the_decoder_where_the_live_run_was()
    {
        // Greedy: a run that is continued from its own middle must end as it did, bit for bit.
        var student = ToyStudent.Create(seed: 2);
        var live = (await ToyStudent.RollOutAsync(student, ToyStudent.FromStart(1), 0))[0].Trajectory;
        var requests = Enumerable.Range(1, live.Length - 1).Select(step => new RolloutRequest(StartState.After(live, step), 0)).ToArray();
        foreach (var continued in await ToyStudent.RollOutAsync(student, requests, 0))
        {
            Signature(continued).ShouldBe(SignatureOf(live));
        }
    }

    [Fact]
    public async Task An_expert_prefix_of_text_continues_as_if_the_student_had_written_it()
    {
        var student = ToyStudent.Create(seed: 3);
        var expert = ToyShop.Demonstrate(ToyShop.RedHat);
        var written = expert with { Turns = [.. expert.Turns.Select(turn => turn with { Tokens = new SampledTokens([.. Encode(turn)], 0) })] };
        var fromText = await ToyStudent.RollOutAsync(student, [new RolloutRequest(StartState.After(expert, 2), 0)], 1);
        var fromTokens = await ToyStudent.RollOutAsync(student, [new RolloutRequest(StartState.After(written, 2), 0)], 1);
        SignatureAfter(fromText[0], skip: 2).ShouldBe(SignatureAfter(fromTokens[0], skip: 2));
        fromText[0].Trajectory.Length.ShouldBeGreaterThan(2);
    }

    [Fact]
    public async Task A_full_context_ends_the_episode_before_it_becomes_too_long_to_train_on()
    {
        const int Context = 70;
        var policy = new TracedPolicy(ToyStudent.Create(context: Context));
        var renderer = new SequenceRenderer(ToyStudent.View);
        var rollouts = await ToyStudent.RollOutAsync(policy, ToyStudent.FromStart(4), 1);
        rollouts.ShouldContain(rollout => rollout.Trajectory.StopReason == StopReason.ContextLimit);
        foreach (var trajectory in rollouts.Select(rollout => rollout.Trajectory).Where(trajectory => trajectory.Length > 0))
        {
            var ids = renderer.Render(ToyShop.Example(trajectory)).Ids;
            ids.Length.ShouldBeLessThanOrEqualTo(Context);
            policy.FedFor(trajectory).Take(ids.Length).ShouldBe(ids);
        }
    }

    [Fact]
    public async Task Every_action_is_one_that_the_page_offers()
    {
        foreach (var rollout in await ToyStudent.RollOutAsync(ToyStudent.Create(), ToyStudent.FromStart(6), 1))
        {
            rollout.Trajectory.Turns.ShouldAllBe(turn => turn.WasPossible && turn.Tokens != null);
        }
    }

    [Fact]
    public async Task What_is_kept_and_shared_changes_the_work_and_nothing_else()
    {
        var student = ToyStudent.Create();
        var trunk = (await ToyStudent.RollOutAsync(student, ToyStudent.FromStart(1), 1))[0].Trajectory;
        RolloutRequest[] requests = [.. ToyStudent.FromStart(2), .. Enumerable.Range(1, trunk.Length - 1).Select(step => new RolloutRequest(StartState.After(trunk, step), 0))];
        Dictionary<PrefixReuse, (string[] Rollouts, long Computed)> found = [];
        foreach (var reuse in Enum.GetValues<PrefixReuse>())
        {
            var policy = new ReusePolicy(student, reuse);
            var rollouts = await ToyStudent.RollOutAsync(policy, requests, 1, batchSize: 20);
            found.Add(reuse, ([.. rollouts.Select(Signature)], policy.Computed));
        }

        found[PrefixReuse.PerEpisode].Rollouts.ShouldBe(found[PrefixReuse.None].Rollouts);
        found[PrefixReuse.Shared].Rollouts.ShouldBe(found[PrefixReuse.None].Rollouts);
        found[PrefixReuse.PerEpisode].Computed.ShouldBeLessThan(found[PrefixReuse.None].Computed);
        found[PrefixReuse.Shared].Computed.ShouldBeLessThan(found[PrefixReuse.PerEpisode].Computed);
    }

    private static List<int> Encode(Turn turn)
    {
        List<int> ids = [];
        ToyStudent.View.RenderAction(turn.Observation, [], turn.Action, ids);
        return ids;
    }

    private static string Signature(Rollout rollout) => SignatureOf(rollout.Trajectory);

    private static string SignatureAfter(Rollout rollout, int skip) =>
        SignatureOf(rollout.Trajectory with { Turns = rollout.Trajectory.Turns[skip..] });

    private static string SignatureOf(Trajectory trajectory) => string.Join('\n', trajectory.Turns.Select(turn =>
        $"{turn.Action} {string.Join(',', turn.Tokens!.Ids)} {BitConverter.DoubleToInt64Bits(turn.Tokens.LogProbability)}"));

    private sealed class ReusePolicy(DecoderStudent student, PrefixReuse reuse) : IPolicy
    {
        private DecoderPolicySession? _session;

        public string Name => student.Name;

        public long Computed => _session!.TokensComputed;

        public IPolicySession Open(Decoding decoding) => _session = student.Open(decoding, reuse);
    }
}
