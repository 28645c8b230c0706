using Gleaner.Methods;
using Gleaner.ModelServers;
using Gleaner.Policies;
using Gleaner.Randomness;
using Gleaner.Rollouts;
using Gleaner.Selection;
using Gleaner.Students;
using Gleaner.Tinker;
using Gleaner.Trainers.TrainingApi;
using Gleaner.Trajectories;

namespace Gleaner.Trainers.Tests.TrainingApi;

/// <summary>A student behind a training API is the student of this process, sampled and trained elsewhere.</summary>
public sealed class TinkerStudentTests(TinyLab lab) : IClassFixture<TinyLab>
{
    private static readonly Seed Seed = new(7);

    [Fact]
    public async Task Exploring_expert_failures_gives_the_same_numbers_over_the_API_and_in_process()
    {
        using var access = lab.Open("same");
        var own = await ExploreAsync(lab.OwnStudent(Seed));
        var served = await ExploreAsync(lab.Students(() => access).Create(Seed));

        served.Actions.ShouldBe(own.Actions);
        served.Outcomes.ShouldBe(own.Outcomes);
        served.Losses.Count.ShouldBe(own.Losses.Count);
        var largest = served.Losses.Zip(own.Losses, (one, other) => Math.Abs(one - other)).Max();
        TestContext.Current.TestOutputHelper?.WriteLine($"largest difference of {own.Losses.Count} losses: {largest:R}");
        largest.ShouldBeLessThan(1e-5);

        served.Losses[^1].ShouldBeLessThan(served.Losses[0]);
        served.Tokens.ShouldBe(own.Tokens);
    }

    [Fact]
    public async Task Sampled_ids_are_sent_back_and_trained_as_they_were_sampled_and_not_paid_for_twice()
    {
        string[] first, again;
        long calls;
        using (var access = lab.Open("journal"))
        {
            first = await PlayAsync(lab.Students(() => access).Create(Seed));
            calls = access.Samples.Ledger.Total.Calls;
            calls.ShouldBeGreaterThan(4);
            access.Samples.Ledger.Total.Cost.ShouldBeGreaterThan(0);
        }

        using (var access = lab.Open("journal"))
        {
            again = await PlayAsync(lab.Students(() => access).Create(Seed));
            (access.Samples.Ledger.Total.Calls, access.Samples.Ledger.Total.FromJournal).ShouldBe((calls, calls));
        }

        again.ShouldBe(first);
        File.ReadAllText(lab.File("journal", "student", "spending.json")).ShouldContain("\"calls\"");

        async Task<string[]> PlayAsync(IStudent student)
        {
            var rollouts = await new RolloutEngine(TinyLab.Mazes).RunAsync(
                student, Requests(4), new Seed(9), new RolloutOptions { Decoding = new Decoding(1), MaxTurns = 3, Workers = 2, BatchSize = 1 }, cancellationToken: TinyLab.Stop);
            foreach (var turn in rollouts.SelectMany(rollout => rollout.Trajectory.Turns))
            {
                turn.Tokens.ShouldNotBeNull().Ids[^1].ShouldBe(257);
                turn.Tokens.Ids.Length.ShouldBeLessThanOrEqualTo(12);
                turn.Tokens.LogProbability.ShouldBeLessThan(0);
            }

            return [.. rollouts.SelectMany(rollout => rollout.Trajectory.Turns).Select(turn => string.Join(' ', turn.Tokens!.Ids))];
        }
    }

    [Fact]
    public async Task A_checkpoint_names_the_weights_and_a_lost_sampler_is_made_again()
    {
        using var access = lab.Open("checkpoint");
        var students = lab.Students(() => access);
        var student = students.Create(Seed);
        student.Save(lab.File("before"));
        students.Create(new Seed(1)).Load(lab.File("before")).Save(lab.File("copy"));
        File.ReadAllText(lab.File("copy", "tinker.json")).ShouldBe(File.ReadAllText(lab.File("before", "tinker.json")));

        await student.LearnAsync(await ExamplesAsync(), new LearningPlan(3, 2, 1e-2, Seed), null, TinyLab.Stop);
        student.Save(lab.File("after"));
        var checkpoint = TinkerCheckpoint.Load(lab.File("after"), "tiny");
        checkpoint.Sampler.ShouldStartWith("tinker://model_");

        var played = await PlayAsync(students.Create(default).Load(lab.File("after")));
        (checkpoint with { Sampler = "tinker://model_gone/sampler_weights/gone" }).Save(lab.File("lost"));
        (await PlayAsync(students.Create(default).Load(lab.File("lost")))).ShouldBe(played);

        (checkpoint with { Sampler = "tinker://model_gone/sampler_weights/none", State = "tinker://model_gone/weights/none" }).Save(lab.File("gone"));
        (await Should.ThrowAsync<GleanerException>(() => PlayAsync(students.Create(default).Load(lab.File("gone"))))).Message.ShouldContain("any more");
        Should.Throw<GleanerException>(() => TinkerCheckpoint.Load(lab.File("after"), "another")).Message.ShouldContain("not from another");

        async Task<string[]> PlayAsync(IStudent acting)
        {
            var rollouts = await new RolloutEngine(TinyLab.Mazes).RunAsync(
                acting, Requests(1), new Seed(9), new RolloutOptions { Decoding = Decoding.Greedy, MaxTurns = 2, Workers = 1 }, cancellationToken: TinyLab.Stop);
            return [.. rollouts.SelectMany(rollout => rollout.Trajectory.Turns).Select(turn => turn.Action)];
        }
    }

    [Fact]
    public async Task Making_a_lost_sampler_again_leaves_no_model_at_the_server()
    {
        using var access = lab.Open("renewed");
        var student = lab.Students(() => access).Create(Seed);
        await student.LearnAsync(await ExamplesAsync(), new LearningPlan(1, 2, 1e-2, Seed), null, TinyLab.Stop);
        student.Save(lab.File("trained"));
        var checkpoint = TinkerCheckpoint.Load(lab.File("trained"), "tiny");
        var source = Source(checkpoint with { Sampler = "tinker://model_gone/sampler_weights/gone" });

        // More often than the server holds models at once.
        for (var time = 0; time <= new ModelServerOptions { Folder = "" }.MaxModels; time++)
        {
            var weights = await source.RenewAsync(source.Weights, TinyLab.Stop);
            (await access.Client.FindModelAsync(ModelOf(weights.Path!), 1, TinyLab.Stop)).ShouldBeNull();
            (await (await access.Client.SampleAsync(weights, new[] { 1, 2, 3 }, new TinkerSampling(1), cancellationToken: TinyLab.Stop)).ResultAsync(TinyLab.Stop)).Sequences.Length.ShouldBe(1);
        }

        // Nor does one that could not be made.
        var lost = Source(checkpoint with { State = "tinker://model_gone/weights/none" });
        for (var time = 0; time <= new ModelServerOptions { Folder = "" }.MaxModels; time++)
        {
            (await Should.ThrowAsync<GleanerException>(() => lost.RenewAsync(lost.Weights, TinyLab.Stop))).Message.ShouldContain("any more");
        }

        SamplerSource Source(TinkerCheckpoint kept) => new(kept, new TinkerLora(2) { Alpha = 8 }, () => access);

        static string ModelOf(string path) => path["tinker://".Length..].Split('/')[0];
    }

    [Fact]
    public async Task Turns_that_the_template_would_rewrite_are_trained_as_they_were_sampled_or_refused()
    {
        // Like Qwen3's: empty thoughts in the answer behind the last message of the user, none in earlier turns.
        const string Rewriting =
            """
            {%- set last = namespace(query=-1) -%}
            {%- for m in messages -%}{%- if m.role == 'user' -%}{%- set last.query = loop.index0 -%}{%- endif -%}{%- endfor -%}
            {%- for m in messages -%}
                {{- '<|start|>' + m.role + '\n' -}}
                {%- if m.role == 'assistant' and loop.index0 > last.query -%}{{- '<think></think>' -}}{%- endif -%}
                {{- m.content + '<|end|>\n' -}}
            {%- endfor -%}
            {%- if add_generation_prompt -%}
                {{- '<|start|>assistant\n' -}}
                {%- if enable_thinking is defined and enable_thinking is false -%}{{- '<think></think>' -}}{%- endif -%}
            {%- endif -%}
            """;
        using var access = lab.Open("kept");
        var folder = lab.FolderWith(Rewriting);
        (await Should.ThrowAsync<GleanerException>(() => PlayAsync(Student(keep: false)))).Message.ShouldContain("keep_turns");

        var student = Student(keep: true);
        var trajectory = await PlayAsync(student);
        var rendered = ((ISequenceRenderer)student).Render(
            LossWeights.Weigh(ImportantState.Initial(trajectory.Task), new Solution(trajectory, StartState.Initial(trajectory.Task), 0, 0), []));
        int[] trained = [.. rendered.Ids.Where((_, at) => rendered.Weights[at] > 0)];
        trained.ShouldBe(trajectory.Turns.SelectMany(turn => turn.Tokens!.Ids));
        string.Concat(rendered.Ids.Select(((ISequenceRenderer)student).TextOf)).Split("<think></think>").Length.ShouldBe(trajectory.Length + 1);

        IStudent Student(bool keep) => lab.Students(() => access, change: options => options with { Folder = folder, Thinking = false, KeepTurns = keep }).Create(Seed);

        async Task<Trajectory> PlayAsync(IStudent acting)
        {
            var rollouts = await new RolloutEngine(TinyLab.Mazes).RunAsync(
                acting, Requests(1), new Seed(9), new RolloutOptions { Decoding = new Decoding(1), MaxTurns = 3, Workers = 1 }, cancellationToken: TinyLab.Stop);
            return rollouts[0].Trajectory;
        }
    }

    private static async Task<LearningSet> ExamplesAsync() => LearningSet.Of(
    [
        .. (await TinyLab.WalkAsync(0, TinyLab.Mazes.Tasks.Take(6))).Select((trajectory, order) =>
            LossWeights.Weigh(ImportantState.Initial(trajectory.Task), new Solution(trajectory, StartState.Initial(trajectory.Task), 0, order), [])),
    ]);

    private static RolloutRequest[] Requests(int tasks) => [.. TinyLab.Mazes.Tasks.Take(tasks).Select(task => new RolloutRequest(StartState.Initial(task), 0))];

    /// <summary>Cloning, exploration from the expert's failures, selection, learning; greedy, so that every number can be compared.</summary>
    private static async Task<(List<string> Actions, List<double> Outcomes, List<double> Losses, long Tokens)> ExploreAsync(IStudent student)
    {
        var environment = TinyLab.Mazes;
        var tasks = environment.Tasks.Take(6).ToArray();
        var experts = await TinyLab.WalkAsync(0.35, tasks);
        var eef = new ExploringExpertFailures("EEF", ["walker"], new EefOptions());
        var state = new IterationState
        {
            Number = 1, Tasks = [.. tasks], Experts = experts, Rollouts = [],
            Positives = new PositiveRepository(experts, environment.SuccessThreshold), SuccessThreshold = environment.SuccessThreshold, Seed = Seed,
        };
        var cloned = await student.LearnAsync(await ExamplesAsync(), new LearningPlan(20, 4, 1e-2, Seed), null, TinyLab.Stop);
        List<string> actions = [];
        List<double> outcomes = [];
        while (eef.Explore(state) is { Count: > 0 } requests)
        {
            var rollouts = await new RolloutEngine(environment).RunAsync(
                student, requests, state.Seed, new RolloutOptions { Decoding = Decoding.Greedy, MaxTurns = 3, Workers = 2, BatchSize = 8 }, cancellationToken: TinyLab.Stop);
            actions.AddRange(rollouts.SelectMany(rollout => rollout.Trajectory.Turns).Select(turn => turn.Tokens is { } tokens ? string.Join(' ', tokens.Ids) : turn.Action));
            outcomes.AddRange(rollouts.Select(rollout => rollout.Trajectory.Return));
            state = state with { Rollouts = [.. state.Rollouts, .. rollouts], Positives = state.Positives.Add(rollouts, state.Number) };
        }

        var learnt = await student.LearnAsync(eef.Select(state), new LearningPlan(8, 4, 5e-3, Seed), null, TinyLab.Stop);
        actions.Count.ShouldBeGreaterThan(20);
        return (actions, outcomes, [.. cloned.Losses, .. learnt.Losses], cloned.Tokens + cloned.TrainedTokens + learnt.Tokens + learnt.TrainedTokens);
    }
}
