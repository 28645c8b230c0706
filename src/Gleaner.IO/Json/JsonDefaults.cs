using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Gleaner.IO.Json;

/// <summary>
/// How Gleaner's own JSON is read and written. Reading is strict: a missing, unknown, repeated or null member is an error, so that
/// a damaged or foreign file never passes for data. Members without a setter are derived and not stored.
/// </summary>
public static class JsonDefaults
{
    /// <summary>One value on one line, for JSON Lines.</summary>
    public static JsonSerializerOptions Line { get; } = Strict(indented: false);

    /// <summary>Indented, for files that people open.</summary>
    public static JsonSerializerOptions Document { get; } = Strict(indented: true);

    /// <summary>Names in camel case and nothing else: for small files that check themselves, and whose bytes are older than the strict form.</summary>
    public static JsonSerializerOptions CamelCase { get; } = ReadOnly(new JsonSerializerOptions { PropertyNamingPolicy = JsonNamingPolicy.CamelCase });

    /// <summary>Text that people, models and trainers read: nothing is escaped that need not be.</summary>
    public static JsonWriterOptions Unescaped => new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Files of others: no member twice, at most 64 levels deep.</summary>
    public static JsonDocumentOptions File => new() { AllowDuplicateProperties = false, MaxDepth = 64 };

    /// <summary>Requests of clients: at most 16 levels deep.</summary>
    public static JsonDocumentOptions Request => new() { MaxDepth = 16 };

    private static JsonSerializerOptions Strict(bool indented) => ReadOnly(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        IgnoreReadOnlyProperties = true,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        AllowDuplicateProperties = false,
        // A diverged training has a loss of NaN, and its metrics must still be written.
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        WriteIndented = indented,
        NewLine = "\n",
        Converters = { new JsonTextConverter(), new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
    });

    private static JsonSerializerOptions ReadOnly(JsonSerializerOptions options)
    {
        options.MakeReadOnly(populateMissingResolver: true);
        return options;
    }
}
