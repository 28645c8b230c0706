using System.Reflection;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

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

    /// <summary>What a rule keeps for itself decides as much as what it shows.</summary>
    /// <exception cref="UsageException">It keeps something that cannot be written down.</exception>
    private static void WriteHidden(Utf8JsonWriter writer, object rule, JsonSerializerOptions options)
    {
        foreach (var (name, value) in HiddenFields(rule))
        {
            writer.WritePropertyName(name);
            try
            {
                JsonSerializer.Serialize(writer, value, value?.GetType() ?? typeof(object), options);
            }
            catch (Exception exception) when (exception is NotSupportedException or InvalidOperationException or JsonException)
            {
                throw new UsageException(
                    $"{rule.GetType().FullName} keeps '{name}', a {value!.GetType().Name}, which cannot be written down. A run is resumed under no other rule, so what decides a rule's choices must be numbers, texts or records of them.");
            }
        }
    }

    private static IEnumerable<(string Name, object? Value)> HiddenFields(object rule)
    {
        var shown = rule.GetType().GetProperties().Where(property => property.GetMethod is { IsPublic: true }).Select(property => property.Name).ToHashSet(StringComparer.Ordinal);
        for (var type = rule.GetType(); type is not null && type != typeof(object); type = type.BaseType)
        {
            foreach (var field in type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
            {
                // The compiler names what it makes <Name>k__BackingField and <name>P.
                var name = field.Name.StartsWith('<') ? field.Name[1..field.Name.IndexOf('>', StringComparison.Ordinal)] : field.Name;
                if (!shown.Contains(name))
                {
                    yield return (name, field.GetValue(rule));
                }
            }
        }
    }

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
                WriteHidden(writer, value, options);
                writer.WriteEndObject();
            }
        }
    }
}
