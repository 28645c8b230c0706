using Gleaner.Endpoints.Calls;
using Gleaner.Endpoints.OpenAI;
using Gleaner.Endpoints.Policies;
using Gleaner.Endpoints.Prompts;
using Gleaner.Environments;
using Gleaner.Http;
using Gleaner.Policies;
using Gleaner.Randomness;
using Gleaner.Rollouts;
using Gleaner.Runs;
using Gleaner.Tasks;
using Gleaner.Trajectories;

namespace Gleaner.Endpoints.Tests.Fakes;

/// <summary>A chat policy in front of a fake server, with everything as quick as it can be.</summary>
internal sealed class Talk : IDisposable
{
    private readonly OpenAIChat _client;

    public Talk(FakeChatServer server, string journal, Func<ChatEndpoint, ChatEndpoint>? change = null, Func<ChatPolicyOptions, ChatPolicyOptions>? agent = null, TokenRequest tokens = TokenRequest.None, string? key = null, TimeProvider? clock = null)
    {
        var secret = key is null ? null : Secret.FromEnvironment("TEST_KEY", _ => key);
        _client = new OpenAIChat(new OpenAIEndpointOptions(server.Address, "scripted") { Tokens = tokens, Key = secret });
        var endpoint = new ChatEndpoint
        {
            Name = "the test server",
            Client = _client,
            Key = secret,
            Calls = new CallOptions { RetryDelay = TimeSpan.FromMilliseconds(1), LongestRetryDelay = TimeSpan.FromMilliseconds(5), BreakerThroughput = 1000 },
        };
        Calls = ChatCalls.Open(change?.Invoke(endpoint) ?? endpoint, new DiskRunFiles(), journal, clock ?? TimeProvider.System);
        var options = new ChatPolicyOptions("expert", "scripted", new AgentPrompt("Do well.", PromptStyle.ReAct, [])) { Corrections = 1 };
        Policy = new ChatPolicy(agent?.Invoke(options) ?? options, Calls);
    }

    public ChatCalls Calls { get; }

    public ChatPolicy Policy { get; }

    /// <summary>One decision in the state after some turns.</summary>
    public Task<Decision> ActAsync(ulong episode = 1, params Turn[] turns) => ActAsync(TestContext.Current.CancellationToken, episode, turns);

    /// <summary>The same, to be cancelled.</summary>
    public async Task<Decision> ActAsync(CancellationToken cancellationToken, ulong episode = 1, params Turn[] turns)
    {
        using var session = Policy.Open(Decoding.Greedy);
        var open = OpenEpisode.Of(new TaskId($"t/{episode}"), turns, new Observation("a page"), new RandomStream(new Seed(episode)));
        return (await session.ActAsync([open], cancellationToken))[0];
    }

    /// <summary>Plays tasks once each.</summary>
    public async Task<IReadOnlyList<Trajectory>> PlayAsync(IEnvironment environment, IEnumerable<TaskId> tasks, int workers, int batch = 1)
    {
        var rollouts = await new RolloutEngine(environment).RunAsync(
            Policy,
            [.. tasks.Select(task => new RolloutRequest(StartState.Initial(task), 0))],
            new Seed(3),
            new RolloutOptions { Workers = workers, BatchSize = batch, Author = Author.Expert },
            cancellationToken: TestContext.Current.CancellationToken);
        return [.. rollouts.Select(rollout => rollout.Trajectory)];
    }

    public void Dispose()
    {
        Calls.Dispose();
        _client.Dispose();
    }
}
