using Gleaner.WebShop.Randomness;

namespace Gleaner.WebShop.Generation;

/// <summary>Invented brand names, put together of three syllables.</summary>
internal static class BrandNames
{
    private static readonly string[] First = ["Bri", "Cal", "Dor", "El", "Fen", "Gal", "Hol", "Ith", "Jor", "Lum", "Mar", "Nor", "Ost", "Pel", "Quen", "Sel", "Tam", "Ver", "Wyn", "Yar"];
    private static readonly string[] Middle = ["da", "vi", "lo", "re", "mi", "sa", "no", "tu"];
    private static readonly string[] Last = ["kin", "mont", "rath", "via", "wick", "dell", "nor", "lis", "quay", "bex"];

    /// <summary>Different names; fewer than asked for only where there are no more.</summary>
    internal static string[] Draw(PythonRandom random, int count)
    {
        string[] all = [.. from first in First from middle in Middle from last in Last select first + middle + last];
        return random.Sample(all, Math.Min(count, all.Length));
    }
}
