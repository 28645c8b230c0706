using System.Globalization;
using System.Text.Json;

namespace Gleaner.EnvironmentServers.Messages;

/// <summary>Numbers as Python writes them.</summary>
internal static class JsonNumbers
{
    /// <summary>A float: whole ones keep their ".0", so that they are read as floats again.</summary>
    public static void WriteFloat(Utf8JsonWriter json, double value)
    {
        switch (value)
        {
            case 0:
                json.WriteRawValue("0.0"u8, skipInputValidation: true);
                break;
            case 1:
                json.WriteRawValue("1.0"u8, skipInputValidation: true);
                break;
            default:
                string text = value.ToString("R", CultureInfo.InvariantCulture);
                json.WriteRawValue(text.AsSpan().ContainsAny('.', 'E') ? text : text + ".0", skipInputValidation: true);
                break;
        }
    }
}
