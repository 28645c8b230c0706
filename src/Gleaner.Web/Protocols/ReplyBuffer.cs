using System.Buffers;
using System.Collections.Concurrent;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Gleaner.Web.Protocols;

/// <summary>An answer being written.</summary>
internal sealed class ReplyBuffer : IDisposable
{
    // Browsers are not meant to read this as HTML, and clients expect UTF-8 as it is.
    private static readonly JsonWriterOptions Format = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    private readonly ArrayBufferWriter<byte> _bytes = new(4096);

    public ReplyBuffer() => Json = new Utf8JsonWriter(_bytes, Format);

    public Utf8JsonWriter Json { get; }

    public int Capacity => _bytes.Capacity;

    /// <summary>The bytes written; valid until the reply is used again.</summary>
    public ReadOnlyMemory<byte> Finish()
    {
        Json.Flush();
        return _bytes.WrittenMemory;
    }

    public void Clear()
    {
        Json.Reset();
        _bytes.ResetWrittenCount();
    }

    /// <summary>Replaces what was written by the problem.</summary>
    /// <returns>The HTTP status.</returns>
    public int WriteProblem(RequestException problem)
    {
        Clear();
        Json.WriteStartObject();
        Json.WritePropertyName("detail");
        if (problem.Type is null)
        {
            Json.WriteStringValue(problem.Message);
        }
        else
        {
            WriteFieldProblem(Json, problem);
        }

        Json.WriteEndObject();
        return problem.Status;
    }

    /// <summary>A list of one problem with a field, as pydantic gives it.</summary>
    public static void WriteFieldProblem(Utf8JsonWriter json, RequestException problem)
    {
        json.WriteStartArray();
        json.WriteStartObject();
        json.WriteString("type", problem.Type);
        json.WriteStartArray("loc");
        foreach (var part in problem.Place)
        {
            json.WriteStringValue(part);
        }

        json.WriteEndArray();
        json.WriteString("msg", problem.Message);
        json.WriteEndObject();
        json.WriteEndArray();
    }

    public void Dispose() => Json.Dispose();
}

/// <summary>Replies to be used again. Thread-safe.</summary>
internal sealed class ReplyPool
{
    private const int LargestKept = 256 * 1024;

    private readonly ConcurrentBag<ReplyBuffer> _free = [];

    public ReplyBuffer Rent() => _free.TryTake(out var reply) ? reply : new ReplyBuffer();

    public void Return(ReplyBuffer reply)
    {
        if (reply.Capacity > LargestKept)
        {
            reply.Dispose();
            return;
        }

        reply.Clear();
        _free.Add(reply);
    }
}
