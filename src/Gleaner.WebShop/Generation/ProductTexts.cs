using System.Collections.Immutable;
using System.Globalization;
using Gleaner.WebShop.Randomness;

namespace Gleaner.WebShop.Generation;

/// <summary>
/// Words titles, descriptions and bullet points. The bullets name every attribute; titles and descriptions only some, and searches look in
/// those and the first bullet, so the product looked for need not be the first one found.
/// </summary>
internal static class ProductTexts
{
    internal static string Title(string brand, ProductKind kind, Traits traits, PythonRandom random)
    {
        var quality = Capitals(traits.Qualities[0]);
        var second = Capitals(traits.Qualities[1]);
        var part = Capitals(traits.Part);
        var purpose = Capitals(traits.Purpose);
        var style = random.Pick(kind.Styles);
        return random.Next(6) switch
        {
            0 => $"{brand} {style} {kind.Noun} with {part}, {quality}",
            1 => $"{brand} {quality} {kind.Noun}, {style}, for {purpose}",
            2 => $"{style} {kind.Noun} by {brand} - {quality}, {second}",
            3 => $"{brand} {kind.Noun} for {purpose}, {style} {kind.Noun} with {part}",
            4 => $"{brand} {style} {kind.Noun}",
            _ => $"{quality} {style} {kind.Noun} ({part}) {brand}",
        };
    }

    internal static string Description(string brand, ProductKind kind, Traits traits, PythonRandom random)
    {
        var noun = kind.Noun.ToLowerInvariant();
        string[] openings =
        [
            $"{brand} made this {noun} with one thing in mind: {traits.Purpose}.",
            $"Meet the {noun} that our customers keep coming back to.",
            $"A simple idea done well, from the workshop of {brand}.",
            $"We tested many versions of this {noun} before we were content.",
        ];
        string[] middles =
        [
            $"It comes with {traits.Part} and is {traits.Qualities[0]}.",
            $"You get {traits.Part}, and yes, it is {traits.Qualities[1]}.",
            $"Because it is {traits.Qualities[^1]}, it suits {traits.Purpose}.",
            "The features below say what sets it apart.",
            "Nothing about it is there for show.",
            "Read the features before you choose among its variants.",
            $"If you know our other {kind.Search}, you know what to expect.",
        ];
        string[] closings =
        [
            "Write to us if anything is not right and we will make it good.", "Arrives in plain recyclable packaging.",
            "Colors may look different on your screen.", "See the pictures for measures and details.", "A thoughtful gift, too.",
        ];
        return $"{random.Pick(openings)} {random.Pick(middles)} {random.Pick(closings)}";
    }

    internal static ImmutableArray<string> Bullets(ProductKind kind, Traits traits, PythonRandom random)
    {
        List<string> bullets = [.. traits.Qualities.Select(quality => QualityBullet(kind, quality, random))];
        bullets.Add(random.Pick([$"Made with {traits.Part}.", $"{Sentence(traits.Part)}: you will notice it from the first day.", $"Comes with {traits.Part}."]));
        bullets.Add(random.Pick([$"A good choice for {traits.Purpose}.", $"Designed for {traits.Purpose}.", $"Many use it for {traits.Purpose}."]));
        var order = bullets.ToArray();
        random.Shuffle<string>(order);
        return [.. order];
    }

    private static string QualityBullet(ProductKind kind, string quality, PythonRandom random) => random.Pick(
    [
        $"{Sentence(quality)}: what you expect of {kind.Search} of this class.",
        $"{quality.ToUpperInvariant()} - checked before it leaves our house.",
        $"Truly {quality}, as our customers tell us.",
    ]);

    private static string Sentence(string text) => char.ToUpperInvariant(text[0]) + text[1..];

    private static string Capitals(string text) => CultureInfo.InvariantCulture.TextInfo.ToTitleCase(text);
}

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
