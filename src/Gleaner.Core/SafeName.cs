namespace Gleaner;

/// <summary>Names that can be file names on every system, unchanged.</summary>
public static class SafeName
{
    /// <summary>Whether a name consists of ASCII letters, digits, <c>-</c>, <c>_</c> and <c>.</c>, a letter or digit first.</summary>
    public static bool IsSafe(string name) =>
        name.Length > 0 && char.IsAsciiLetterOrDigit(name[0]) && name.All(IsSafe);

    /// <summary>A safe name made from any: <c>RFT×6</c> becomes <c>RFT-6</c>. Different names may give the same.</summary>
    public static string From(string name)
    {
        var safe = string.Concat(name.Select(c => IsSafe(c) ? c : '-')).TrimStart('-', '_', '.');
        return safe.Length > 0 ? safe : "unnamed";
    }

    private static bool IsSafe(char c) => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.';
}
