using System.Collections.Immutable;

namespace Gleaner.WebShop.Experiments.Tests.Shop;

/// <summary>What a toy task asks for.</summary>
internal sealed record ToyGoal(string Instruction, string Asin, ImmutableArray<string> Values);
