namespace Gleaner.Decoder.Model;

/// <summary>One thing that a shape must be.</summary>
/// <param name="IsMet">Whether it is.</param>
/// <param name="Owner">The type whose member it is about.</param>
/// <param name="Member">The member.</param>
/// <param name="Value">The member's value.</param>
/// <param name="Expected">What it must be; other members are named as whoever asked for the rules names them.</param>
internal readonly record struct ShapeRule(bool IsMet, string Owner, string Member, object Value, string Expected);
