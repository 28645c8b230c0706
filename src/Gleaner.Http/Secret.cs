using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Gleaner.Http;

/// <summary>
/// A key or password. It is read from an environment variable, never from a file of Gleaner's, and prints as three stars wherever
/// it is formatted or serialised; only the code that signs a request asks for its value.
/// </summary>
[DebuggerDisplay("{ToString()}")]
[JsonConverter(typeof(RedactedJson))]
public sealed class Secret
{
    private const string Redacted = "***";

    private readonly string _value;

    private Secret(string variable, string value)
    {
        Variable = variable;
        _value = value;
    }

    /// <summary>The name of the variable that it was read from.</summary>
    public string Variable { get; }

    /// <summary>Reads a secret.</summary>
    /// <param name="variable">The name of the environment variable.</param>
    /// <param name="read">Reads environment variables; null for this process's own.</param>
    /// <exception cref="GleanerException">The variable is not set, or is empty.</exception>
    public static Secret FromEnvironment(string variable, Func<string, string?>? read = null) => (read ?? Environment.GetEnvironmentVariable)(variable)?.Trim() is { Length: > 0 } value
        ? new Secret(variable, value)
        : throw new GleanerException($"The environment variable {variable} is not set: it must hold the endpoint's key (export {variable}=…).");

    /// <summary>The value itself, for the request that needs it.</summary>
    public string Reveal() => _value;

    /// <summary>A text, such as a server's error message, without the value.</summary>
    public string RemoveFrom(string text) => text.Replace(_value, Redacted, StringComparison.Ordinal);

    /// <inheritdoc/>
    public override string ToString() => Redacted;

    /// <summary>Writes stars; a secret is never read from JSON.</summary>
    private sealed class RedactedJson : JsonConverter<Secret>
    {
        public override Secret Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            throw new JsonException("A secret is never read from a file; name an environment variable.");

        public override void Write(Utf8JsonWriter writer, Secret value, JsonSerializerOptions options) => writer.WriteStringValue(Redacted);
    }
}
