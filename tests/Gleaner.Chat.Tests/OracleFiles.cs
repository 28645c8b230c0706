using System.Text.Json;

namespace Gleaner.Chat.Tests;

/// <summary>The vectors that <c>eng/chat-oracle.sh</c> makes.</summary>
internal static class OracleFiles
{
    /// <summary>Path below the folder of vectors; skips the test where it is missing.</summary>
    public static string Require(string path)
    {
        for (var folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            var found = Path.Combine(folder, ".oracle", "chat", path);
            if (Path.Exists(found))
            {
                return found;
            }
        }

        Assert.Skip($".oracle/chat/{path} is missing; run eng/chat-oracle.sh to make it.");
        return "";
    }

    /// <summary>Vectors of templates: source, variables, and what the reference made of them.</summary>
    public static List<TemplateVector> Templates(string file) =>
        JsonSerializer.Deserialize<List<TemplateVector>>(File.ReadAllText(Require(file)), JsonSerializerOptions.Web)!;
}

/// <summary>A template, its variables, and the reference's output or error.</summary>
internal sealed record TemplateVector(string Name, string Template, Dictionary<string, JsonElement> Variables, string? Output, string? Error);
