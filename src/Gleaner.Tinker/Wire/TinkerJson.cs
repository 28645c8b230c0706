using System.Text.Json;
using System.Text.Json.Serialization;
using Gleaner.IO.Json;

namespace Gleaner.Tinker.Wire;

/// <summary>
/// How messages are written and read: names in snake case, nothing for null, fields that are not known here passed over (newer
/// versions of the protocol have more), missing ones that are required refused.
/// </summary>
internal static class TinkerJson
{
    public static JsonSerializerOptions Options { get; } = Make();

    private static JsonSerializerOptions Make()
    {
        var options = new JsonSerializerOptions
        {
            PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
            RespectNullableAnnotations = true,
            MaxDepth = 16,
            // Python's JSON has NaN and infinities, and a diverged training has them, too.
            NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
            Converters = { new JsonTextConverter() },
        };
        options.MakeReadOnly(populateMissingResolver: true);
        return options;
    }
}
