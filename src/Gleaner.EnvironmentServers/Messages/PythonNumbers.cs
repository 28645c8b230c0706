using System.Globalization;
using System.Text.Json;

namespace Gleaner.EnvironmentServers.Messages;

/// <summary>Numbers in JSON as Python writes them.</summary>
public static class PythonNumbers
{
    /// <summary>A float: whole ones keep their ".0", so that they are read as floats again.</summary>
    /// <param name="json">Takes the number.</param>
    /// <param name="value">The number, finite.</param>
    public static void WriteFloat(Utf8JsonWriter json, double value)
    {
        ArgumentNullException.ThrowIfNull(json);
        switch (value)
        {
            case 0:
                json.WriteRawValue("0.0"u8, skipInputValidation: true);
                break;
            case 1:
                json.WriteRawValue("1.0"u8, skipInputValidation: true);
                break;
            default:
                var text = value.ToString("R", CultureInfo.InvariantCulture);
                json.WriteRawValue(text.AsSpan().ContainsAny('.', 'E') ? text : text + ".0", skipInputValidation: true);
                break;
        }
    }
}
