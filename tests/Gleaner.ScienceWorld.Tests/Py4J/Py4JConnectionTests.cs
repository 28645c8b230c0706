using System.Text;
using Gleaner.ScienceWorld.Py4J;

namespace Gleaner.ScienceWorld.Tests.Py4J;

public class Py4JConnectionTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_request_waits_for_the_answer_to_the_one_before()
    {
        // The stream fails the test if anything is written before the last answer has been read to its end.
        var stream = new TurnStream(chunk: 4, "!ysone\n", "!yi2\n", "!yv\n");
        await using var connection = new Py4JConnection(stream);

        connection.Begin().Call("o0", "a").End(Py4JType.Text).Call("o0", "b").End(Py4JType.Integer).Free("o1");
        await connection.SendAsync(Patience, Cancellation);

        stream.Writes.ShouldBe(["c\no0\na\ne\n", "c\no0\nb\ne\n", "m\nd\no1\ne\n"]);
        (connection.Answer(0).Text, connection.Answer(1).Number, connection.Answer(2).Type).ShouldBe(("one", 2, Py4JType.Void));
        connection.IsUsable.ShouldBeTrue();
    }

    [Fact]
    public async Task What_follows_a_request_that_failed_is_not_sent()
    {
        var stream = new TurnStream(chunk: 100, "!xsno such method\n", "!yi2\n");
        await using var connection = new Py4JConnection(stream);
        connection.Begin().Call("o0", "a").End(Py4JType.Text).Call("o0", "b").End(Py4JType.Integer);

        (await Should.ThrowAsync<Py4JException>(async () => await connection.SendAsync(Patience, Cancellation))).Asked.ShouldBe("a()");

        (stream.Writes.Count, connection.IsUsable).ShouldBe((1, true));
    }

    [Fact]
    public async Task An_answer_that_comes_before_it_was_asked_for_is_no_answer()
    {
        await using var connection = new Py4JConnection(new CannedStream("!ysone\n!yi2\n"));
        connection.Begin().Call("o0", "a").End(Py4JType.Text).Call("o0", "b").End(Py4JType.Integer);
        var error = await Should.ThrowAsync<Py4JException>(async () => await connection.SendAsync(Patience, Cancellation));
        (error.Failure, error.Message).ShouldBe((Py4JFailure.Garbage, "b(): an answer came before it was asked for."));
    }

    [Theory]
    [InlineData("garbage\n", Py4JFailure.Garbage, "step(\"x\"): the answer does not follow the protocol: 'garbage'.")]
    [InlineData("!yi7\n", Py4JFailure.Garbage, "step(\"x\"): the answer is of type 'i', not 's'.")]
    [InlineData("", Py4JFailure.Closed, "step(\"x\"): the connection was closed.")]
    [InlineData("!yshalf", Py4JFailure.Closed, "step(\"x\"): the connection was closed in the middle of the answer.")]
    [InlineData("!zout of order\n", Py4JFailure.JavaError, "step(\"x\"): the gateway answered with an error: out of order")]
    public async Task After_a_broken_answer_the_connection_is_not_used_again(string answer, object failure, string message)
    {
        await using var connection = new Py4JConnection(new CannedStream(answer));
        connection.Begin().Call("o0", "step").Add("x").End(Py4JType.Text);

        var error = await Should.ThrowAsync<Py4JException>(async () => await connection.SendAsync(Patience, Cancellation));

        (error.Failure, error.Message, error.Asked, connection.IsUsable).ShouldBe(((Py4JFailure)failure, message, "step(\"x\")", false));
        connection.Begin().Call("o0", "step").Add("x").End(Py4JType.Text);
        (await Should.ThrowAsync<Py4JException>(async () => await connection.SendAsync(Patience, Cancellation))).Message.ShouldContain("cannot be used any more");
    }

    [Fact]
    public async Task An_answer_to_no_request_is_noticed()
    {
        await using var connection = new Py4JConnection(new CannedStream("!ysone\n!ystwo\n"));
        connection.Begin().Call("o0", "a").End(Py4JType.Text);
        await connection.SendAsync(Patience, Cancellation);
        connection.Begin().Call("o0", "b").End(Py4JType.Text);
        (await Should.ThrowAsync<Py4JException>(async () => await connection.SendAsync(Patience, Cancellation))).Failure.ShouldBe(Py4JFailure.Garbage);
    }

    [Fact]
    public async Task An_answer_has_a_longest_length()
    {
        await using var connection = new Py4JConnection(new CannedStream("!ys" + new string('x', 5000) + "\n"), longestAnswer: 4096);
        connection.Begin().Call("o0", "a").End(Py4JType.Text);
        var error = await Should.ThrowAsync<Py4JException>(async () => await connection.SendAsync(Patience, Cancellation));
        (error.Failure, error.Message).ShouldBe((Py4JFailure.Garbage, "a(): the answer is longer than 4096 bytes."));
    }

    [Fact]
    public async Task A_long_answer_is_read_whole()
    {
        var text = new string('x', 300_000);
        await using var connection = new Py4JConnection(new TurnStream(chunk: 7919, $"!ys{text}\n", "!yv\n"));
        connection.Begin().Call("o0", "a").End(Py4JType.Text).Free("o1");
        await connection.SendAsync(Patience, Cancellation);
        connection.Answer(0).Text.ShouldBe(text);
    }

    [Fact]
    public async Task An_exception_of_java_is_asked_for_its_words_and_freed()
    {
        await using var gateway = new FakeGateway(
            ("c\no0\nf\ne\n", "!xro5\n"), ("c\no5\ntoString\ne\n", "!ysjava.lang.Error: why\\n\n"), ("m\nd\no5\ne\n", "!yv\n"), ("c\no0\ng\ne\n", "!yv\n"));
        await using var connection = await Py4JConnection.OpenAsync(gateway.Port, Patience, cancellationToken: Cancellation);
        connection.Begin().Call("o0", "f").End(Py4JType.Text);

        var error = await Should.ThrowAsync<Py4JException>(async () => await connection.SendAsync(Patience, Cancellation));

        (error.Failure, error.Message).ShouldBe((Py4JFailure.JavaError, "f(): the gateway answered with an error: java.lang.Error: why"));
        connection.Begin().Call("o0", "g").End(Py4JType.Void);
        await connection.SendAsync(Patience, Cancellation);
        gateway.Mismatch.ShouldBeNull();
    }

    [Fact]
    public async Task A_gateway_that_throws_at_every_question_is_not_asked_for_ever()
    {
        await using var gateway = new FakeGateway(("c\no0\nf\ne\n", "!xro5\n"), ("c\no5\ntoString\ne\n", "!xro6\n"), ("m\nd\no5\ne\n", "!xro7\n"));
        await using var connection = await Py4JConnection.OpenAsync(gateway.Port, Patience, cancellationToken: Cancellation);
        connection.Begin().Call("o0", "f").End(Py4JType.Text);
        (await Should.ThrowAsync<Py4JException>(async () => await connection.SendAsync(Patience, Cancellation))).Message.ShouldContain("o6");
    }

    [Fact]
    public async Task A_silent_gateway_is_waited_for_no_longer_than_said()
    {
        using var silence = new StillStream();
        await using var silent = new Py4JConnection(silence);
        silent.Begin().Call("o0", "a").End(Py4JType.Text);

        var error = await Should.ThrowAsync<Py4JException>(async () => await silent.SendAsync(TimeSpan.FromMilliseconds(20), Cancellation));

        (error.Failure, error.Message, silent.IsUsable).ShouldBe((Py4JFailure.TimedOut, "a(): no answer within 0 s.", false));
    }

    [Fact]
    public async Task A_cancelled_call_is_no_failure_of_the_gateway()
    {
        await using var connection = new Py4JConnection(new StillStream());
        using var cancellation = new CancellationTokenSource();
        connection.Begin().Call("o0", "a").End(Py4JType.Text);
        var call = connection.SendAsync(Patience, cancellation.Token).AsTask();
        await cancellation.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => call);
        connection.IsUsable.ShouldBeFalse();
    }

    [Fact]
    public async Task A_port_without_a_listener_is_refused()
    {
        int port;
        await using (var gateway = new FakeGateway())
        {
            port = gateway.Port;
        }

        var error = await Should.ThrowAsync<Py4JException>(() => Py4JConnection.OpenAsync(port, Patience, cancellationToken: Cancellation));
        (error.Failure, error.Asked).ShouldBe((Py4JFailure.Closed, $"connecting to port {port}"));
    }

    [Fact]
    public async Task A_call_allocates_the_texts_of_its_answers_and_nothing_else()
    {
        const int calls = 1000;
        await using var connection = new Py4JConnection(new EndlessStream("!ysYou move to the hallway.\n", "!yd0.25\n", "!ybfalse\n", "!yi3\n"));
        using var cancellation = new CancellationTokenSource();
        for (var round = 0; round < 2; round++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < calls; i++)
            {
                connection.Begin()
                    .Call("o0", "step").Add("go to hallway").End(Py4JType.Text)
                    .Call("o0", "getScore").End(Py4JType.Double)
                    .Call("o0", "getCompleted").End(Py4JType.Boolean)
                    .Call("o0", "getNumMoves").End(Py4JType.Integer);
                var sent = connection.SendAsync(Patience, cancellation.Token);
                sent.IsCompletedSuccessfully.ShouldBeTrue();
                await sent;
            }

            var text = 24 + (2 * "You move to the hallway.".Length);
            if (round > 0)
            {
                ((GC.GetAllocatedBytesForCurrentThread() - before) / calls).ShouldBeLessThanOrEqualTo(text + 200);
            }
        }
    }

    /// <summary>Gives bytes in pieces, then ends; keeps what is written.</summary>
    private class CannedStream(string answer, int chunk = int.MaxValue) : MemoryStream
    {
        private readonly MemoryStream _answer = new(Encoding.UTF8.GetBytes(answer));

        public List<string> Writes { get; } = [];

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            _answer.ReadAsync(buffer[..Math.Min(buffer.Length, chunk)], cancellationToken);

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            Writes.Add(Encoding.UTF8.GetString(buffer.Span));
            return ValueTask.CompletedTask;
        }
    }

    /// <summary>A gateway that answers each write in turn, in pieces; no write may come before the last answer was read.</summary>
    private sealed class TurnStream(int chunk, params string[] answers) : MemoryStream
    {
        private ReadOnlyMemory<byte> _due;

        public List<string> Writes { get; } = [];

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var length = Math.Min(Math.Min(buffer.Length, chunk), _due.Length);
            _due[..length].CopyTo(buffer);
            _due = _due[length..];
            return ValueTask.FromResult(length);
        }

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            _due.Length.ShouldBe(0, "a second request is on its way");
            _due = Encoding.UTF8.GetBytes(answers[Writes.Count]);
            Writes.Add(Encoding.UTF8.GetString(buffer.Span));
            return ValueTask.CompletedTask;
        }
    }

    /// <summary>Gives the same answers again and again, one a read.</summary>
    private sealed class EndlessStream(params string[] answers) : MemoryStream
    {
        private readonly byte[][] _answers = [.. answers.Select(Encoding.UTF8.GetBytes)];
        private int _next;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var answer = _answers[_next++ % _answers.Length];
            answer.CopyTo(buffer);
            return ValueTask.FromResult(answer.Length);
        }

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => ValueTask.CompletedTask;
    }

    /// <summary>Takes everything and gives nothing.</summary>
    private sealed class StillStream : MemoryStream
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
            return 0;
        }

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => ValueTask.CompletedTask;
    }
}
