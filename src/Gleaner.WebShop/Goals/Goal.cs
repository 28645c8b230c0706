using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Gleaner.WebShop.Catalogue;
using Gleaner.WebShop.Text;

namespace Gleaner.WebShop.Goals;

/// <summary>What a shopper is to buy. Immutable; identified by <see cref="Hash"/>.</summary>
public sealed record Goal
{
    /// <summary>The price bound of a goal without one, in dollars.</summary>
    public const double NoPriceBound = 1_000_000;

    /// <summary>The product the goal was made of; buying it with the right options earns the full reward.</summary>
    public required Product Product { get; init; }

    /// <summary>Who worded the instruction.</summary>
    public required GoalKind Kind { get; init; }

    /// <summary>The instruction without its price bound.</summary>
    public required string Request { get; init; }

    /// <summary>Attributes that a purchase should satisfy; at least one.</summary>
    public required ImmutableArray<string> Attributes { get; init; }

    /// <summary>Options that should be chosen; may be empty.</summary>
    public required ImmutableArray<GoalOption> Options { get; init; }

    /// <summary>Highest price in dollars, or <see cref="NoPriceBound"/>.</summary>
    public required double PriceUpper { get; init; }

    /// <summary>Weight with which goals are drawn; the original's, positive.</summary>
    public double Weight { get; init; } = 1;

    /// <summary>The instruction as pages print it.</summary>
    public string Instruction => Request + PriceBound.Text(PriceUpper);

    /// <summary>Content hash, 16 hexadecimal digits; the weight is left out, it says nothing of the task.</summary>
    public string Hash => GoalHash.Text(GoalHash.Of(this));
}

/// <summary>Who worded an instruction.</summary>
public enum GoalKind
{
    /// <summary>Made of a product's attributes and options.</summary>
    Synthetic,

    /// <summary>Written by a person.</summary>
    Human,
}

/// <summary>An option that a goal asks for.</summary>
/// <param name="Name">The option group, or null where only the value is known (goals written by people).</param>
/// <param name="Value">The value.</param>
public sealed record GoalOption(string? Name, string Value);

/// <summary>A goal that does not exist or cannot be made.</summary>
public sealed class GoalException : GleanerException
{
    /// <summary>Creates the exception.</summary>
    public GoalException(string message) : base(message)
    {
    }
}

/// <summary>Identity of a goal by content.</summary>
internal static class GoalHash
{
    /// <summary>The hash as text.</summary>
    internal static string Text(ulong hash) => hash.ToString("x16", CultureInfo.InvariantCulture);

    internal static ulong Of(Goal goal)
    {
        var content = new StringBuilder();
        Append(content, goal.Kind == GoalKind.Human ? "human" : "synthetic");
        Append(content, goal.Product.Asin);
        Append(content, goal.Request);
        Append(content, PythonLiteral.Float(goal.PriceUpper));
        foreach (var attribute in goal.Attributes)
        {
            Append(content, attribute);
        }

        content.Append(';');
        foreach (var option in goal.Options)
        {
            Append(content, option.Name ?? "");
            Append(content, option.Value);
        }

        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(content.ToString()), hash);
        return BinaryPrimitives.ReadUInt64BigEndian(hash);
    }

    // The length in front keeps neighbouring texts apart.
    private static void Append(StringBuilder content, string text) => content.Append(text.Length).Append(':').Append(text);
}
