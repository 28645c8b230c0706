using System.Globalization;
using System.Text;

namespace Gleaner.Experiments.Configuration;

/// <summary>What came of understanding a text.</summary>
/// <param name="IsValid">Whether it could be understood.</param>
/// <param name="Value">The value.</param>
/// <param name="Canonical">The text to write for it.</param>
public readonly record struct Parsed<T>(bool IsValid, T Value, string Canonical);

/// <summary>How the text of a value is understood.</summary>
/// <param name="Description">What may be written: <c>a whole number from 1 to 64</c>.</param>
/// <param name="Placeholder">Stands for a value that could not be read, so that reading can go on to find further errors.</param>
/// <param name="Parse">Understands the text.</param>
public sealed record ValueKind<T>(string Description, T Placeholder, Func<ConfigScalar, Parsed<T>> Parse)
{
    /// <summary>Whether values are written in quotes.</summary>
    public bool IsText { get; init; }

    /// <summary>The names to choose from, if that is how it is.</summary>
    public IReadOnlyCollection<string> Names { get; init; } = [];
}

/// <summary>The types that values have.</summary>
public static class ValueKind
{
    // File systems have 255 bytes for a name; some are for what Gleaner adds.
    private const int LongestName = 200;

    /// <summary>A whole number of a range.</summary>
    public static ValueKind<int> Integer(int minimum, int maximum = int.MaxValue) => new(
        maximum == int.MaxValue ? $"a whole number from {minimum}" : $"a whole number from {minimum} to {maximum}",
        minimum,
        scalar => !scalar.IsQuoted
            && int.TryParse(scalar.Text.Replace("_", "", StringComparison.Ordinal), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
            && value >= minimum && value <= maximum
                ? new(true, value, value.ToString(CultureInfo.InvariantCulture))
                : default);

    /// <summary>A seed.</summary>
    public static ValueKind<ulong> Seed { get; } = new(
        "a whole number from 0",
        0,
        scalar => !scalar.IsQuoted && ulong.TryParse(scalar.Text, NumberStyles.None, CultureInfo.InvariantCulture, out var value)
            ? new(true, value, value.ToString(CultureInfo.InvariantCulture))
            : default);

    /// <summary>A number of a range.</summary>
    public static ValueKind<double> Number(double minimum, double maximum) => new(
        string.Create(CultureInfo.InvariantCulture, $"a number from {minimum} to {maximum}"),
        minimum,
        scalar => !scalar.IsQuoted && double.TryParse(scalar.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
            && value >= minimum && value <= maximum
                ? new(true, value, value.ToString("R", CultureInfo.InvariantCulture))
                : default);

    /// <summary>What another type allows, or nothing.</summary>
    public static ValueKind<T?> Optional<T>(ValueKind<T> kind)
        where T : struct => new(
        $"{kind.Description}, or nothing",
        null,
        scalar => scalar is { Text.Length: 0, IsQuoted: false } ? new(true, null, "") : kind.Parse(scalar) is { IsValid: true } parsed ? new(true, parsed.Value, parsed.Canonical) : default);

    /// <summary><c>true</c> or <c>false</c>.</summary>
    public static ValueKind<bool> Flag { get; } = OneOf(new Dictionary<string, bool> { ["true"] = true, ["false"] = false });

    /// <summary>A text that is not empty.</summary>
    public static ValueKind<string> Text { get; } = new("a text", "", scalar => new(scalar.Text.Length > 0, scalar.Text, scalar.Text)) { IsText = true };

    /// <summary>A text, or nothing.</summary>
    public static ValueKind<string?> OptionalText { get; } = new(
        "a text or nothing", null, scalar => new(true, scalar.Text.Length == 0 ? null : scalar.Text, scalar.Text)) { IsText = true };

    /// <summary>A name that is printed and may become a folder's, so it is neither blank nor long and has neither separators nor control characters.</summary>
    public static ValueKind<string> Name { get; } = new(
        "a name that a folder can have, up to 200 bytes",
        "",
        scalar => !string.IsNullOrWhiteSpace(scalar.Text) && scalar.Text is not ("." or "..") && !scalar.Text.Any(c => c is '/' or '\\' || char.IsControl(c))
            && Encoding.UTF8.GetByteCount(scalar.Text) <= LongestName
            ? new(true, scalar.Text, scalar.Text)
            : default)
        {
            IsText = true,
        };

    /// <summary>A file or folder; relative ones start from where the value was written. Made absolute.</summary>
    public static ValueKind<string> Path { get; } = new(
        "a path",
        "",
        scalar => scalar.Text.Length == 0 || scalar.Text.Contains('\0', StringComparison.Ordinal) ? default : Absolute(scalar)) { IsText = true };

    /// <summary>A path, or nothing.</summary>
    public static ValueKind<string?> OptionalPath { get; } = new(
        "a path or nothing",
        null,
        scalar => scalar.Text.Length == 0 ? new(true, null, "") : Path.Parse(scalar) is { IsValid: true } path ? new(true, path.Value, path.Canonical) : default)
        {
            IsText = true,
        };

    /// <summary>The members of an enumeration, written as <c>lower_case</c>.</summary>
    public static ValueKind<T> OneOf<T>()
        where T : struct, Enum => OneOf(Enum.GetValues<T>().ToDictionary(value => SnakeCase(value.ToString())));

    /// <summary>One of some names.</summary>
    public static ValueKind<T> OneOf<T>(IReadOnlyDictionary<string, T> values) => new(
        string.Join(" | ", values.Keys),
        default!,
        scalar => values.TryGetValue(scalar.Text, out var value) ? new(true, value, scalar.Text) : default)
        {
            Names = [.. values.Keys],
        };

    /// <summary>A name as configurations spell it: <c>LowerCase</c> becomes <c>lower_case</c>.</summary>
    public static string SnakeCase(string name)
    {
        var result = new StringBuilder();
        for (var i = 0; i < name.Length; i++)
        {
            if (i > 0 && char.IsUpper(name[i]))
            {
                result.Append('_');
            }

            result.Append(char.ToLowerInvariant(name[i]));
        }

        return result.ToString();
    }

    private static Parsed<string> Absolute(ConfigScalar scalar)
    {
        var path = System.IO.Path.GetFullPath(scalar.Text, System.IO.Path.GetFullPath(scalar.Origin.Folder));
        return new(true, path, path);
    }
}
