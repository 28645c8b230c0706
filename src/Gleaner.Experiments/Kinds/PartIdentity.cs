using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Gleaner.Exploration;
using Gleaner.Selection;

namespace Gleaner.Experiments;

/// <summary>The identity of a part that was made in C# from a kind and its configuration, as a line of text.</summary>
internal static class PartIdentity
{
    private static readonly JsonSerializerOptions Options = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Converters =
        {
            new JsonStringEnumConverter(), new TextConverter<ISolutionChoice>(), new TextConverter<IStartStatePolicy>(), new TextConverter<IVerdictRule>(),
        },
    };

    public static string Of(string kind, object config) => $"{kind} {JsonSerializer.Serialize(config, config.GetType(), Options)}";

    /// <summary>A rule as its text, which for a record is its name and parameters.</summary>
    private sealed class TextConverter<T> : JsonConverter<T>
        where T : class
    {
        public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            throw new NotSupportedException("An identity is only written.");

        public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
    }
}
