using System.Text.Json;

namespace Gleaner.Chat.Tests;

/// <summary>A template, its variables, and the reference's output or error.</summary>
internal sealed record TemplateVector(string Name, string Template, Dictionary<string, JsonElement> Variables, string? Output, string? Error);
