namespace Gleaner.Reports.Charts;

/// <summary>Room for text without a font at hand: an upper estimate for a 12-pixel sans serif.</summary>
internal static class TextWidth
{
    private const double PerCharacter = 6.9;

    public static double Of(string text) => text.Length * PerCharacter;

    /// <summary>Cuts a text that is wider than the room, with an ellipsis.</summary>
    public static string Fit(string text, double room)
    {
        var characters = Math.Max(1, (int)(room / PerCharacter));
        if (text.Length <= characters)
        {
            return text;
        }

        var cut = characters - 1;
        if (cut > 0 && char.IsHighSurrogate(text[cut - 1]))
        {
            cut--;
        }

        return string.Concat(text.AsSpan(0, cut).TrimEnd(), "…");
    }
}
