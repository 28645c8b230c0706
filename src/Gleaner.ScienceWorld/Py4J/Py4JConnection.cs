using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;

namespace Gleaner.ScienceWorld.Py4J;

/// <summary>
/// A connection to a py4j gateway. Not thread-safe: write requests, send them, read their answers. A call that was cut short
/// leaves the connection unusable, because its answer could be taken for the next one's. Each request waits for the answer to the
/// one before: the gateway does not set TCP_NODELAY, so a second answer on the way would be held back by Nagle's algorithm until
/// our delayed acknowledgement of the first, some 40 ms.
/// </summary>
internal sealed class Py4JConnection : IAsyncDisposable
{
    /// <summary>Longest answer that is read unless stated otherwise; the longest of the simulator, its valid actions, are some 100 KB.</summary>
    public const int DefaultLongestAnswer = 16 * 1024 * 1024;

    private readonly Stream _stream;
    private readonly Py4JLines _lines;
    private readonly Py4JRequests _requests = new();
    private readonly List<Py4JAnswer> _answers = [];
    private CancellationTokenSource _deadline = new();

    /// <param name="stream">Both ways; closed with the connection.</param>
    /// <param name="longestAnswer">Bytes of the longest answer that is read.</param>
    public Py4JConnection(Stream stream, int longestAnswer = DefaultLongestAnswer)
    {
        _stream = stream;
        _lines = new Py4JLines(stream, longestAnswer);
    }

    /// <summary>Whether calls can be made.</summary>
    public bool IsUsable { get; private set; } = true;

    /// <summary>Connects to a gateway on this machine.</summary>
    /// <exception cref="Py4JException">It refuses or does not answer in time.</exception>
    public static async Task<Py4JConnection> OpenAsync(
        int port, TimeSpan timeout, int longestAnswer = DefaultLongestAnswer, CancellationToken cancellationToken = default)
    {
        var asked = $"connecting to port {port}";
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(timeout);
        try
        {
            await socket.ConnectAsync(IPAddress.Loopback, port, deadline.Token).ConfigureAwait(false);
            return new Py4JConnection(new NetworkStream(socket, ownsSocket: true), longestAnswer);
        }
        catch (Exception exception) when (exception is SocketException or OperationCanceledException)
        {
            socket.Dispose();
            cancellationToken.ThrowIfCancellationRequested();
            throw exception is SocketException
                ? new Py4JException(Py4JFailure.Closed, asked, $"{exception.Message}.", exception)
                : new Py4JException(Py4JFailure.TimedOut, asked, $"no answer within {timeout.TotalSeconds:0.#} s.");
        }
    }

    /// <summary>Begins new requests; answers of earlier ones are forgotten.</summary>
    public Py4JRequests Begin()
    {
        _requests.Clear();
        return _requests;
    }

    /// <summary>Sends what was written, one request after the answer to the other. What comes after one that failed is not sent.</summary>
    /// <param name="timeout">For all of them together.</param>
    /// <param name="cancellationToken">Stops waiting; the connection is unusable then.</param>
    /// <exception cref="Py4JException">An answer did not come, was not an answer, or was an error.</exception>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    public async ValueTask SendAsync(TimeSpan timeout, CancellationToken cancellationToken)
    {
        await ExchangeAsync(timeout, cancellationToken).ConfigureAwait(false);
        for (var i = 0; i < _answers.Count; i++)
        {
            var answer = _answers[i];
            if (answer.Status != Py4JAnswerStatus.Value)
            {
                throw await ErrorAsync(_requests.Describe(i), answer, timeout, cancellationToken).ConfigureAwait(false);
            }

            if (!answer.Is(_requests.Expected(i)))
            {
                IsUsable = false;
                throw new Py4JException(
                    Py4JFailure.Garbage, _requests.Describe(i), $"the answer is of type '{(char)answer.Type}', not '{(char)_requests.Expected(i)}'.");
            }
        }
    }

    /// <summary>The answer to a request, of the type that it expected.</summary>
    /// <param name="index">Number of the request since <see cref="Begin"/>, from 0.</param>
    public Py4JAnswer Answer(int index) => _answers[index];

    /// <summary>Closes the connection.</summary>
    public async ValueTask DisposeAsync()
    {
        IsUsable = false;
        await _stream.DisposeAsync().ConfigureAwait(false);
        _deadline.Dispose();
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask ExchangeAsync(TimeSpan timeout, CancellationToken cancellationToken)
    {
        _answers.Clear();
        if (!IsUsable || _lines.HasRest)
        {
            IsUsable = false;
            throw new Py4JException(Py4JFailure.Garbage, _requests.Describe(0), "the connection cannot be used any more after an earlier failure.");
        }

        // Until an answer is here, whatever goes wrong leaves it on the way.
        IsUsable = false;
        _deadline.CancelAfter(timeout);
        await using (cancellationToken.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), _deadline).ConfigureAwait(false))
        {
            try
            {
                for (var isGood = true; isGood && _answers.Count < _requests.Count;)
                {
                    if (_lines.HasRest)
                    {
                        throw new InvalidDataException("an answer came before it was asked for.");
                    }

                    await _stream.WriteAsync(_requests.BytesOf(_answers.Count), _deadline.Token).ConfigureAwait(false);
                    isGood = Receive(await _lines.ReadAsync(_deadline.Token).ConfigureAwait(false));
                }
            }
            catch (Exception exception) when (exception is IOException or InvalidDataException or OperationCanceledException or ObjectDisposedException)
            {
                cancellationToken.ThrowIfCancellationRequested();
                throw Failed(exception, timeout);
            }
        }

        if (!_deadline.TryReset())
        {
            _deadline.Dispose();
            _deadline = new CancellationTokenSource();
        }

        IsUsable = _answers[^1].Status != Py4JAnswerStatus.FatalError;
    }

    /// <returns>Whether it is what was asked for.</returns>
    private bool Receive(ReadOnlyMemory<byte> line)
    {
        _answers.Add(Py4JAnswer.TryParse(line.Span, out var answer)
            ? answer : throw new InvalidDataException($"the answer does not follow the protocol: '{Py4JDescription.Of(line.Span)}'."));
        return answer.Status == Py4JAnswerStatus.Value && answer.Is(_requests.Expected(_answers.Count - 1));
    }

    private Py4JException Failed(Exception exception, TimeSpan timeout)
    {
        var asked = _requests.Describe(Math.Min(_answers.Count, _requests.Count - 1));
        return exception switch
        {
            OperationCanceledException => new Py4JException(Py4JFailure.TimedOut, asked, $"no answer within {timeout.TotalSeconds:0.#} s."),
            InvalidDataException => new Py4JException(Py4JFailure.Garbage, asked, exception.Message),
            EndOfStreamException => new Py4JException(Py4JFailure.Closed, asked, exception.Message),
            _ => new Py4JException(Py4JFailure.Closed, asked, $"the connection failed: {exception.Message}", exception),
        };
    }

    private async Task<Py4JException> ErrorAsync(string asked, Py4JAnswer error, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var text = error.Text;
        if (error is { Status: Py4JAnswerStatus.Error, Type: Py4JType.Reference, Text: { } id } && IsUsable)
        {
            // Java's exception has come as an object.
            Begin().Call(id, "toString").End(Py4JType.Text).Free(id);
            await ExchangeAsync(timeout, cancellationToken).ConfigureAwait(false);
            text = _answers[0].Text;
        }

        return new Py4JException(Py4JFailure.JavaError, asked, $"the gateway answered with an error: {FirstLine(text)}");
    }

    private static string FirstLine(string? text) => text?.Split('\n')[0].Trim() is { Length: > 0 } line ? line : "(it says nothing more)";
}
