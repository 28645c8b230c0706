using System.Buffers;
using System.Text.Json;
using Gleaner.Tinker.Wire;

namespace Gleaner.Tinker;

/// <summary>Writes batches: numbers as short as they can be read back exactly, in parts of a bounded size.</summary>
internal static class PassWriter
{
    private const int BytesPerId = 7;
    private const int BytesPerNumber = 13;

    /// <summary>Divides a batch so that each part is about so many bytes; a part has at least one datum.</summary>
    public static IEnumerable<IReadOnlyList<TinkerDatum>> Parts(IReadOnlyList<TinkerDatum> data, int maxBytes)
    {
        var part = new List<TinkerDatum>();
        long bytes = 0;
        foreach (var datum in data)
        {
            var own = Estimate(datum);
            if (part.Count > 0 && bytes + own > maxBytes)
            {
                yield return part;
                part = [];
                bytes = 0;
            }

            part.Add(datum);
            bytes += own;
        }

        yield return part;
    }

    public static byte[] Write(string model, IReadOnlyList<TinkerDatum> data, TinkerLoss loss, bool isForwardOnly, long sequence)
    {
        var buffer = new ArrayBufferWriter<byte>(4096);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("model_id", model);
            json.WriteNumber("seq_id", sequence);
            json.WriteStartObject(isForwardOnly ? "forward_input" : "forward_backward_input");
            json.WriteString("loss_fn", loss.Name);
            if (loss.Settings is { } settings)
            {
                json.WriteStartObject("loss_fn_config");
                foreach (var (name, value) in settings)
                {
                    json.WriteNumber(name, value);
                }

                json.WriteEndObject();
            }

            json.WriteStartArray("data");
            foreach (var datum in data)
            {
                Write(json, datum);
            }

            json.WriteEndArray();
            json.WriteEndObject();
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    private static long Estimate(TinkerDatum datum) =>
        200 + ((long)BytesPerId * (datum.Input.Length + datum.Targets.Length))
        + ((long)BytesPerNumber * (datum.Weights.Length + datum.LogProbabilities.Length + datum.Advantages.Length));

    private static void Write(Utf8JsonWriter json, TinkerDatum datum)
    {
        json.WriteStartObject();
        json.WriteStartObject("model_input");
        json.WriteStartArray("chunks");
        json.WriteStartObject();
        json.WriteString("type", ChunkFields.Text);
        Write(json, "tokens", datum.Input);
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteStartObject("loss_fn_inputs");
        json.WriteStartObject("target_tokens");
        Write(json, "data", datum.Targets);
        WriteShape(json, "int64", datum.Targets.Length);
        json.WriteEndObject();
        WriteTensor(json, "weights", datum.Weights);
        WriteTensor(json, "logprobs", datum.LogProbabilities);
        WriteTensor(json, "advantages", datum.Advantages);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string name, ReadOnlyMemory<int> ids)
    {
        json.WriteStartArray(name);
        foreach (var id in ids.Span)
        {
            json.WriteNumberValue(id);
        }

        json.WriteEndArray();
    }

    private static void WriteTensor(Utf8JsonWriter json, string name, ReadOnlyMemory<float> values)
    {
        if (values.IsEmpty)
        {
            return;
        }

        json.WriteStartObject(name);
        json.WriteStartArray("data");
        foreach (var value in values.Span)
        {
            json.WriteNumberValue(value);
        }

        json.WriteEndArray();
        WriteShape(json, "float32", values.Length);
        json.WriteEndObject();
    }

    private static void WriteShape(Utf8JsonWriter json, string type, int length)
    {
        json.WriteString("dtype", type);
        json.WriteStartArray("shape");
        json.WriteNumberValue(length);
        json.WriteEndArray();
    }
}
