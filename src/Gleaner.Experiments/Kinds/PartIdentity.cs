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
        Converters = { new JsonStringEnumConverter(), new ByRuntimeType() },
    };

    public static string Of(string kind, object config) => $"{kind} {JsonSerializer.Serialize(config, config.GetType(), Options)}";

    /// <summary>Rules are held as what they can do; their identity is what they are.</summary>
    private sealed class ByRuntimeType : JsonConverterFactory
    {
        public override bool CanConvert(Type typeToConvert) =>
            (typeToConvert.IsInterface || typeToConvert.IsAbstract) && typeToConvert.Namespace?.StartsWith("System", StringComparison.Ordinal) != true;

        public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
            (JsonConverter)Activator.CreateInstance(typeof(Writer<>).MakeGenericType(typeToConvert))!;

        private sealed class Writer<T> : JsonConverter<T>
        {
            public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
                throw new NotSupportedException("Identities are compared, not read.");

            public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options)
            {
                writer.WriteStartObject();
                writer.WritePropertyName(value!.GetType().FullName!);
                JsonSerializer.Serialize(writer, value, value.GetType(), options);
                writer.WriteEndObject();
            }
        }
    }
}
