using System.Globalization;

namespace Gleaner.Decoder.Model;

/// <summary>One thing that a shape must be.</summary>
/// <param name="IsMet">Whether it is.</param>
/// <param name="Owner">The type whose member it is about.</param>
/// <param name="Member">The member.</param>
/// <param name="Value">The member's value.</param>
/// <param name="Expected">What it must be; other members are named as whoever asked for the rules names them.</param>
internal readonly record struct ShapeRule(bool IsMet, string Owner, string Member, object Value, string Expected)
{
    /// <summary>The first rule that is broken; null if none is. Rules after it are not made.</summary>
    public static ShapeRule? FirstBroken(IEnumerable<ShapeRule> rules)
    {
        foreach (var rule in rules)
        {
            if (!rule.IsMet)
            {
                return rule;
            }
        }

        return null;
    }

    /// <summary>What is thrown at a program whose values break the rule.</summary>
    public ArgumentException ToException() => new(string.Create(CultureInfo.InvariantCulture, $"{Owner}.{Member} is {Value}; it must be {Expected}."), Member);
}
