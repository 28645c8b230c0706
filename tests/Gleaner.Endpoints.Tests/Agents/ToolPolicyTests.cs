using System.Runtime.CompilerServices;
using Gleaner.Endpoints.Agents;
using Gleaner.Endpoints.Tests.Fakes;
using Gleaner.Environments;
using Gleaner.Policies;
using Gleaner.Randomness;
using Gleaner.Rollouts;
using Gleaner.Tasks;
using Gleaner.Trajectories;
using Microsoft.Extensions.AI;

namespace Gleaner.Endpoints.Tests.Agents;

/// <summary>Several calls in a message, calls that can't be made, tools that never return.</summary>
public sealed class ToolPolicyTests
{
    private static readonly TaskId Task1 = new("two/1");

    [Fact]
    public async Task All_calls_of_a_message_are_made_in_order_and_told_of_as_one_message()
    {
        using var client = new Scripted(Calls("a", "b"), Calls("stop"));

        var trajectory = await PlayAsync(client);

        trajectory.Turns.Select(turn => turn.Action).ShouldBe(["a", "b", "stop"]);
        trajectory.Turns.Select(turn => turn.Observation.Text).ShouldBe(["Press a, press b, then stop.", "a pressed", "b pressed"]);
        trajectory.Return.ShouldBe(1);
        var history = client.Asked[1];
        history.Select(message => message.Role.Value).ShouldBe(["user", "assistant", "tool", "tool"]);
        history[1].Contents.OfType<FunctionCallContent>().Select(call => call.Name).ShouldBe(["a", "b"]);
        history[3].Contents.OfType<FunctionResultContent>().Single().Result.ShouldBe("b pressed");
    }

    [Fact]
    public async Task A_task_that_ends_within_a_message_ends_there()
    {
        using var client = new Scripted(Calls("stop", "a"));

        (await PlayAsync(client)).Turns.Select(turn => turn.Action).ShouldBe(["stop"]);
    }

    [Fact]
    public async Task A_reset_that_throws_is_a_failure_of_the_environment()
    {
        var environment = new ToolEnvironment("two", [Task1], _ => throw new InvalidOperationException("no database"));

        var failure = await Should.ThrowAsync<EnvironmentFailedException>(async () => await environment.ResetAsync(Task1, TestContext.Current.CancellationToken));

        (failure.Reason, failure.Message).ShouldBe((StopReason.EnvironmentError, $"The reset of {Task1} failed: no database"));
    }

    [Fact]
    public async Task A_decision_resets_no_task()
    {
        var resets = 0;
        var environment = new ToolEnvironment("two", [Task1], _ => ++resets == 1 ? new Buttons() : throw new InvalidOperationException("no database"));
        using var client = new Scripted(Calls("a"), Calls("b"), Calls("stop"));

        (await PlayAsync(new ToolPolicy("p", client, environment), environment)).Return.ShouldBe(1);

        resets.ShouldBe(1);
        client.Offered.ShouldAllBe(names => names == "a b stop waits blocks");
    }

    [Fact]
    public async Task Words_calls_that_cant_be_read_and_calls_cut_short_end_the_episode_and_are_counted()
    {
        var unreadable = Calls("a");
        ((FunctionCallContent)unreadable.Messages[0].Contents[0]).Exception = new FormatException("no JSON");
        var cut = Calls("a", "b");
        cut.FinishReason = ChatFinishReason.Length;
        foreach (var (answer, counts) in new[]
        {
            (new ChatResponse(new ChatMessage(ChatRole.Assistant, "Done!")), new ReplyCounts(1, 0, 1, 0, 0)),
            (unreadable, new ReplyCounts(1, 0, 0, 1, 0)),
            (cut, new ReplyCounts(1, 0, 0, 0, 1)),
        })
        {
            using var client = new Scripted(answer);
            var policy = new ToolPolicy("p", client, NewEnvironment());
            var trajectory = await PlayAsync(policy, NewEnvironment());
            (trajectory.Length, trajectory.StopReason).ShouldBe((0, StopReason.NoAction));
            policy.Replies.ShouldBe(counts);
        }
    }

    [Theory]
    [InlineData("waits")]
    [InlineData("blocks")]
    public async Task A_tool_that_never_returns_stops_its_own_rollout(string tool)
    {
        using var client = new Scripted(Calls(tool));
        var stuck = new Stuck();
        var clock = new ManualClock();
        var environment = new ToolEnvironment("two", [Task1], _ => new Buttons(stuck)) { Clock = clock };

        var playing = PlayAsync(new ToolPolicy("p", client, environment), environment);
        await stuck.Entered.Task;
        await clock.WhenArmedAsync();
        clock.Advance(TimeSpan.FromSeconds(60));

        (await playing).StopReason.ShouldBe(StopReason.EnvironmentTimedOut);
        stuck.Free.Set();
    }

    [Fact]
    public async Task A_full_context_is_a_context_limit()
    {
        using var client = new Scripted(new HttpRequestException("This model's maximum context length is 8 tokens.", null, System.Net.HttpStatusCode.BadRequest));

        (await PlayAsync(client)).StopReason.ShouldBe(StopReason.ContextLimit);
    }

    private static ToolEnvironment NewEnvironment() => new("two", [Task1], _ => new Buttons());

    private static Task<Trajectory> PlayAsync(IChatClient client)
    {
        var environment = NewEnvironment();
        return PlayAsync(new ToolPolicy("p", client, environment), environment);
    }

    private static async Task<Trajectory> PlayAsync(ToolPolicy policy, ToolEnvironment environment) => (await new RolloutEngine(environment).RunAsync(
        policy,
        [new RolloutRequest(StartState.Initial(Task1), 0)],
        new Seed(1),
        new RolloutOptions { MaxTurns = 5, Decoding = Decoding.Greedy },
        cancellationToken: TestContext.Current.CancellationToken)).Single().Trajectory;

    private static ChatResponse Calls(params string[] names) => new(new ChatMessage(ChatRole.Assistant, [.. names.Select((name, i) => new FunctionCallContent($"{name}{i}", name))]));

    private sealed class Stuck
    {
        public TaskCompletionSource Entered { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public ManualResetEventSlim Free { get; } = new();
    }

    private sealed class Buttons(Stuck? stuck = null) : IToolTask
    {
        private int _pressed;

        public string Instruction => "Press a, press b, then stop.";

        public IReadOnlyList<AIFunction> Tools =>
        [
            AIFunctionFactory.Create(() => Press("a"), "a"),
            AIFunctionFactory.Create(() => Press("b"), "b"),
            AIFunctionFactory.Create(Stop, "stop"),
            AIFunctionFactory.Create(WaitAsync, "waits"),
            AIFunctionFactory.Create(Block, "blocks"),
        ];

        public bool IsDone { get; private set; }

        public double Score { get; private set; }

        private Task<string> WaitAsync()
        {
            stuck!.Entered.SetResult();
            return new TaskCompletionSource<string>().Task;
        }

        private void Block()
        {
            stuck!.Entered.SetResult();
            stuck!.Free.Wait();
        }

        private string Press(string button)
        {
            _pressed++;
            return $"{button} pressed";
        }

        private string Stop()
        {
            (IsDone, Score) = (true, _pressed >= 2 ? 1 : 0);
            return "stopped";
        }
    }

    private sealed class Scripted(params object[] answers) : IChatClient
    {
        public List<List<ChatMessage>> Asked { get; } = [];

        public List<string> Offered { get; } = [];

        public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
        {
            Asked.Add([.. messages]);
            Offered.Add(string.Join(' ', (options?.Tools ?? []).Select(tool => tool.Name)));
            return answers[Asked.Count - 1] switch
            {
                ChatResponse response => Task.FromResult(response),
                var failure => Task.FromException<ChatResponse>((Exception)failure),
            };
        }

        public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            await Task.CompletedTask;
            yield break;
        }

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose()
        {
        }
    }
}
