using System.Collections.Immutable;

namespace Gleaner.WebShop.Catalogue;

/// <summary>An instruction that a person wrote for a product.</summary>
/// <param name="Asin">The product.</param>
/// <param name="Text">The instruction as written.</param>
/// <param name="Attributes">The attributes it asks for; without any, no goal is made of it.</param>
/// <param name="Options">The option values it asks for.</param>
public sealed record HumanInstruction(string Asin, string Text, ImmutableArray<string> Attributes, ImmutableArray<string> Options);
