using System.Text.Json;
using System.Text.Json.Serialization;
using Gleaner.IO.Json;

namespace Gleaner.Tasks;

/// <summary>A task id as a JSON string.</summary>
internal sealed class TaskIdConverter : JsonConverter<TaskId>
{
    public override TaskId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        try
        {
            return new TaskId(reader.GetText() ?? "");
        }
        catch (Exception exception) when (exception is ArgumentException or InvalidOperationException)
        {
            throw new JsonException("A task id is a non-empty string without white space.", exception);
        }
    }

    public override void Write(Utf8JsonWriter writer, TaskId value, JsonSerializerOptions options) => writer.WriteStringValue(value.Value);
}
