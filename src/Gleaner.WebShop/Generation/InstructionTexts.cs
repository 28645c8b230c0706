using System.Collections.Immutable;
using Gleaner.WebShop.Randomness;

namespace Gleaner.WebShop.Generation;

/// <summary>Words requests: in one fixed form ("Find me ..."), or freely as people do.</summary>
internal static class InstructionTexts
{
    /// <summary>"Find me long lasting, cruelty free lipsticks with shea butter for dry lips", naming two or three attributes.</summary>
    internal static GeneratedInstruction Fixed(ProductKind kind, Traits traits, PythonRandom random)
    {
        var qualities = traits.Qualities[..(1 + random.Next(traits.Qualities.Length))];
        var part = random.Chance(0.5) || qualities.Length == 1;
        var purpose = random.Chance(0.4);
        var text = $"Find me {string.Join(", ", qualities)} {kind.Search}{(part ? $" with {traits.Part}" : "")}{(purpose ? $" for {traits.Purpose}" : "")}";
        ImmutableArray<string> attributes = [.. qualities, .. part ? [traits.Part] : Array.Empty<string>(), .. purpose ? [traits.Purpose] : Array.Empty<string>()];
        return new GeneratedInstruction(text, attributes, []);
    }

    internal static GeneratedInstruction Free(
        ProductKind kind, Traits traits, ImmutableArray<(string Name, ImmutableArray<string> Values)> groups, PythonRandom random)
    {
        var quality = random.Pick(traits.Qualities);
        var second = random.Chance(0.5) ? random.Pick([traits.Part, traits.Purpose]) : null;
        ImmutableArray<(string Name, string Value)> options =
            [.. groups.Where(_ => random.Chance(0.7)).Select(g => (g.Name.ToLowerInvariant(), random.Pick(g.Values).ToLowerInvariant()))];
        var detail = second is null ? "" : second == traits.Part ? $" with {second}" : $" for {second}";
        var text = Wording(kind.Search, quality, detail, [.. options.Select(o => o.Value)], random);
        return new GeneratedInstruction(text, second is null ? [quality] : [quality, second], options);
    }

    private static string Wording(string search, string quality, string detail, string[] values, PythonRandom random)
    {
        var wish = values.Length == 0 ? "" : string.Join(" and ", values);
        var inWish = wish.Length == 0 ? "" : $" in {wish}";
        var wantWish = wish.Length == 0 ? "" : $" i want {wish}.";
        return random.Next(10) switch
        {
            0 => $"i am looking for {search}{detail} that are {quality}{inWish}",
            1 => $"i need {quality} {search}{detail}.{wantWish}",
            2 => $"can you find me {search} that are {quality}{detail}?{wantWish}",
            3 => $"i'd like to buy {quality} {search}{inWish}{detail}",
            4 => $"please show me some {search}{detail}, they should be {quality}{(wish.Length == 0 ? "" : ", " + wish)}",
            5 => $"looking for {quality} {search}{detail}{(wish.Length == 0 ? "" : ", preferably " + wish)}",
            6 => $"my sister asked me for {search}{inWish}, {quality} ones{detail}",
            7 => $"get me {quality} {search}{detail}.{(wish.Length == 0 ? "" : $" the option should be {wish}.")}",
            8 => $"i want to order {search} which are {quality}{detail}.{wantWish}",
            _ => $"do you have {quality} {search}{inWish}{detail}?",
        };
    }
}
