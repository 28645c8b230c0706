using System.Globalization;

namespace Gleaner.IO.Texts;

/// <summary>Numbers of bytes for people.</summary>
public static class ByteText
{
    /// <summary>Megabytes, or gigabytes from one on, of a thousand times a thousand bytes, with a digit behind the point: <c>16.1 GB</c>.</summary>
    public static string Of(double bytes) => bytes < 1e9
        ? string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:0.#} MB")
        : string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e9:0.#} GB");
}
