using System.Security.Cryptography;
using System.Text;
using Gleaner.WebShop.Text;

namespace Gleaner.WebShop.Goals;

/// <summary>Identity of a goal by content.</summary>
internal static class GoalHash
{
    private const int Bytes = 8;

    internal static string Compute(Goal goal)
    {
        var content = new StringBuilder();
        Append(content, goal.Kind == GoalKind.Human ? "human" : "synthetic");
        Append(content, goal.Product.Asin);
        Append(content, goal.Request);
        Append(content, PythonLiteral.Float(goal.PriceUpper));
        foreach (string attribute in goal.Attributes)
        {
            Append(content, attribute);
        }

        content.Append(';');
        foreach (GoalOption option in goal.Options)
        {
            Append(content, option.Name ?? "");
            Append(content, option.Value);
        }

        byte[] hash = SHA256.HashData(Encoding.UTF8.GetBytes(content.ToString()));
        return Convert.ToHexStringLower(hash.AsSpan(0, Bytes));
    }

    // The length in front keeps neighbouring texts apart.
    private static void Append(StringBuilder content, string text) => content.Append(text.Length).Append(':').Append(text);
}
