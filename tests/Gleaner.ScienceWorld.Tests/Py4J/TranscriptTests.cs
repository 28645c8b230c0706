using System.Collections.Immutable;
using Gleaner.ScienceWorld.Episodes;
using Gleaner.ScienceWorld.Py4J;
using Gleaner.ScienceWorld.Simulators;
using Gleaner.ScienceWorld.Tasks;

namespace Gleaner.ScienceWorld.Tests.Py4J;

/// <summary>The client says what the original's said to the real gateway, and understands its answers.</summary>
public class TranscriptTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_recorded_request_is_written_as_it_was()
    {
        var pairs = Transcript.Read();
        pairs.Length.ShouldBe(178);
        await using var gateway = new FakeGateway(pairs);
        await using var connection = await Py4JConnection.OpenAsync(gateway.Port, Patience, cancellationToken: Cancellation);

        var errors = 0;
        foreach (var (send, receive) in pairs)
        {
            Rewrite(connection.Begin(), send, TypeOf(receive));
            try
            {
                await connection.SendAsync(Patience, Cancellation);
                receive.ShouldStartWith("!y");
                ValueOf(connection.Answer(0)).ShouldBe(receive[2..^1]);
            }
            catch (Py4JException error) when (error.Failure == Py4JFailure.JavaError)
            {
                receive.ShouldStartWith("!xs");
                error.Message.ShouldContain(receive[3..receive.IndexOf("\\n", StringComparison.Ordinal)]);
                errors++;
            }
        }

        gateway.Mismatch.ShouldBeNull();
        (gateway.Answered, errors).ShouldBe((178, 3));
    }

    [Fact]
    public async Task The_simulator_makes_the_calls_of_the_recorded_episodes()
    {
        var pairs = Transcript.Read();
        await using var gateway = new FakeGateway(WithoutNeedlessCalls(pairs));
        var connection = await Py4JConnection.OpenAsync(gateway.Port, Patience, cancellationToken: Cancellation);
        connection.Begin().Create("scienceworld.runtime.pythonapi.PythonInterface");
        await connection.SendAsync(Patience, Cancellation);
        await using var simulator = new JavaSimulator(null, connection, connection.Answer(0).Text!, new SimulatorOptions());

        (await simulator.ListTaskNamesAsync(Cancellation)).Order().ShouldBe(TaskTypes.Alphabetical.Select(type => type.Name));
        (await simulator.CountVariationsAsync("boil", Cancellation)).ShouldBe(30);
        await AskAsync(connection, "getPossibleSimplifications");
        (double Raw, bool IsCompleted, int Moves)[] ends = [(1, true, 15), (1, true, 5), (-1, false, 6)];
        (string Name, int Variation)[] tasks = [("find-living-thing", 225), ("lifespan-longest-lived", 93), ("boil", 0)];
        for (var i = 0; i < tasks.Length; i++)
        {
            var task = new ScienceWorldTask(tasks[i].Name, tasks[i].Variation, Simplifications.Easy);
            await LoadWithGoldPathAsync(connection, task);
            (await simulator.ListGoldActionsAsync(Cancellation)).Length.ShouldBeGreaterThan(3);
            var step = await simulator.LoadAsync(task, withGoldPath: false, Cancellation);
            step.Observation.ShouldStartWith("This room is called the ");
            (await simulator.DescribeTaskAsync(Cancellation)).ShouldStartWith("Your task is to ");
            foreach (var action in ActionsOf(pairs, i))
            {
                step = await simulator.StepAsync(action, Cancellation);
            }

            (step.RawScore, step.IsCompleted, step.Moves).ShouldBe(ends[i]);
            (await simulator.LookAsync(Cancellation)).ShouldStartWith("This ");
            (await simulator.ListInventoryAsync(Cancellation)).ShouldStartWith("In your inventory, you see:\n");
            await AskAsync(connection, "freeActionTaskDesc");
            (await simulator.DescribeProgressAsync(Cancellation)).ShouldContain("Sequential Subgoals:");
            (await simulator.ListValidActionsAsync(Cancellation)).ShouldContain("focus on agent");
        }

        gateway.Mismatch.ShouldBeNull();
    }

    [Fact]
    public async Task A_task_that_the_simulator_does_not_have_is_refused_with_its_words()
    {
        var all = Transcript.Read();
        var load = all.Single(pair => pair.Send.Contains("sno-such-task", StringComparison.Ordinal));
        await using var gateway = new FakeGateway((load.Send, load.Receive));
        await using var simulator = new JavaSimulator(
            null, await Py4JConnection.OpenAsync(gateway.Port, Patience, cancellationToken: Cancellation), "o0", new SimulatorOptions());

        var refusal = await Should.ThrowAsync<GleanerException>(async () =>
            await simulator.LoadAsync(new ScienceWorldTask("no-such-task", 0, Simplifications.None), withGoldPath: false, Cancellation));

        gateway.Mismatch.ShouldBeNull();
        refusal.Message.ShouldBe("ScienceWorld's simulator cannot load scienceworld/none/no-such-task/0: ERROR: Task (no-such-task): ERROR: Unknown task (no-such-task).");
        simulator.IsUsable.ShouldBeTrue();
    }

    [Fact]
    public async Task A_step_is_three_calls_and_one_more_where_the_score_is_full()
    {
        (string, string)[] step = [("c\no0\nstep\nswait\ne\n", "!ysYou wait.\n"), ("c\no0\ngetScore\ne\n", "!yd0.25\n"), ("c\no0\ngetNumMoves\ne\n", "!yi3\n")];
        (string, string)[] last = [step[0], ("c\no0\ngetScore\ne\n", "!yd1.0\n"), step[2], ("c\no0\ngetCompleted\ne\n", "!ybtrue\n")];
        await using var gateway = new FakeGateway([.. step, .. last]);
        await using var simulator = new JavaSimulator(
            null, await Py4JConnection.OpenAsync(gateway.Port, Patience, cancellationToken: Cancellation), "o0", new SimulatorOptions());

        (await simulator.StepAsync("wait", Cancellation)).ShouldBe(new SimulatorStep("You wait.", 0.25, false, 3));
        gateway.Answered.ShouldBe(3);
        (await simulator.StepAsync("wait", Cancellation)).ShouldBe(new SimulatorStep("You wait.", 1, true, 3));
        (gateway.Answered, gateway.Mismatch).ShouldBe((7, null));
    }

    [Theory]
    [InlineData(0.08333333333333333, 8)]
    [InlineData(-1, -100)]
    [InlineData(1, 100)]
    [InlineData(0.125, 12)]
    [InlineData(0.375, 38)]
    public void Official_scores_are_rounded_as_in_the_original(double raw, int official) => ScienceWorldScore.Official(raw).ShouldBe(official);

    // The recorded client asked after every step whether the task is completed; where the score is not full, it never is.
    private static IEnumerable<(string Send, string Receive)> WithoutNeedlessCalls(ImmutableArray<(string Send, string Receive)> pairs)
    {
        for (var i = 0; i < pairs.Length; i++)
        {
            if (!pairs[i].Send.Contains("getCompleted", StringComparison.Ordinal))
            {
                yield return pairs[i];
                continue;
            }

            var isFull = pairs[i - 1].Receive == "!yd1.0\n";
            (pairs[i].Receive == "!ybtrue\n").ShouldBe(isFull);
            yield return pairs[++i];
            if (isFull)
            {
                yield return pairs[i - 1];
            }
        }
    }

    private static async Task AskAsync(Py4JConnection connection, string method)
    {
        connection.Begin().Call("o0", method).End(Py4JType.Text);
        await connection.SendAsync(Patience, Cancellation);
    }

    private static async Task LoadWithGoldPathAsync(Py4JConnection connection, ScienceWorldTask task)
    {
        connection.Begin().Call("o0", "load").Add(task.Name).Add(task.Variation).Add(task.Simplifications.Argument).Add(true).End(Py4JType.Text);
        await connection.SendAsync(Patience, Cancellation);
    }

    // The recorded inputs after the first look of an episode, up to the next look without a step.
    private static IEnumerable<string> ActionsOf(ImmutableArray<(string Send, string Receive)> pairs, int episode)
    {
        var ends = Enumerable.Range(0, pairs.Length).Where(i => pairs[i].Send.Contains("freeActionLook", StringComparison.Ordinal)).ToList();
        var steps = pairs[(episode == 0 ? 0 : ends[episode - 1])..ends[episode]].Select(pair => pair.Send.Split('\n')).Where(lines => lines[2] == "step");
        return steps.Skip(1).Select(lines => lines[3][1..]);
    }

    private static void Rewrite(Py4JRequests requests, string send, Py4JType expected)
    {
        var lines = send.Split('\n')[..^2];
        switch (lines)
        {
            case ["i", var name]:
                requests.Create(name);
                break;
            case ["m", "d", var id]:
                requests.Free(id);
                break;
            case ["c", var target, var method, .. var arguments]:
                requests.Call(target, method);
                foreach (var argument in arguments)
                {
                    _ = argument[0] switch
                    {
                        's' => requests.Add(argument[1..].Replace("\\n", "\n", StringComparison.Ordinal)),
                        'i' => requests.Add(int.Parse(argument[1..], System.Globalization.CultureInfo.InvariantCulture)),
                        'b' => requests.Add(argument[1..] == "true"),
                        'r' => requests.AddReference(argument[1..]),
                        _ => throw new InvalidOperationException(argument),
                    };
                }

                requests.End(expected);
                break;
        }
    }

    private static Py4JType TypeOf(string receive) => (Py4JType)receive[2];

    private static string ValueOf(Py4JAnswer answer) => (char)answer.Type + answer.Type switch
    {
        Py4JType.Boolean => answer.Number == 1 ? "true" : "false",
        Py4JType.Integer => answer.Number.ToString(System.Globalization.CultureInfo.InvariantCulture),
        Py4JType.Double => answer.Number.ToString(answer.Number % 1 == 0 ? "0.0" : "R", System.Globalization.CultureInfo.InvariantCulture),
        _ => answer.Text?.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal),
    };
}
