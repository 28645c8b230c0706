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
        Converters = { new JsonStringEnumConverter() },
    };

    public static string Of(string kind, object config) => $"{kind} {JsonSerializer.Serialize(config, config.GetType(), Options)}";
}
