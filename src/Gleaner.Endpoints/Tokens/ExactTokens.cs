using System.Globalization;
using System.Text.Json;
using Gleaner.IO.Json;
using Gleaner.Trajectories;
using Microsoft.Extensions.AI;

namespace Gleaner.Endpoints.Tokens;

/// <summary>
/// Reads the tokens of an answer as they were sampled, from what servers send beside the OpenAI schema:
/// <list type="bullet">
/// <item>vLLM with <c>return_token_ids</c>: <c>choices[].token_ids</c>; with <c>return_tokens_as_token_ids</c>: <c>logprobs.content[].token</c> as <c>token_id:N</c>;</item>
/// <item>llama.cpp: <c>logprobs.content[].id</c>;</item>
/// <item>SGLang: <c>choices[].meta_info.output_token_logprobs</c> as <c>[log-probability, id, text]</c>.</item>
/// </list>
/// Ids count only if each of them has a log-probability and none is missing: what does not fit together is not an exact record.
/// llama.cpp leaves out tokens that end within a character, so fewer than the server counted, one token that ended the turn apart, are
/// not exact, nor are such whose bytes do not make the text.
/// </summary>
public static class ExactTokens
{
    /// <summary>The key under which a client may put <see cref="SampledTokens"/> into a response's additional properties.</summary>
    public const string Property = "gleaner.sampled_tokens";

    /// <summary>The key under which a client may say (<see langword="true"/>) that tokens were listed, but not all of them.</summary>
    public const string IncompleteProperty = "gleaner.incomplete_tokens";

    private const string IdPrefix = "token_id:";

    /// <summary>The tokens of a response; null if it came as text only.</summary>
    public static SampledTokens? Of(ChatResponse response) =>
        response.AdditionalProperties?.TryGetValue(Property, out var tokens) == true ? tokens as SampledTokens : null;

    /// <summary>Whether a response listed tokens of which some are missing.</summary>
    public static bool AreIncomplete(ChatResponse response) => response.AdditionalProperties?.ContainsKey(IncompleteProperty) == true;

    /// <summary>Reads them from a choice of a chat completion.</summary>
    /// <param name="choice">The choice.</param>
    /// <param name="counted">How many tokens the server says it sampled; null if it does not say.</param>
    /// <param name="isTruncated">Whether the limit of tokens ended the answer, so that no token ended its turn.</param>
    /// <returns>The tokens, null if they are not all there, and whether any were listed.</returns>
    internal static (SampledTokens? Tokens, bool WereListed) Read(JsonElement choice, long? counted = null, bool isTruncated = false)
    {
        var listed = Listed(choice);
        if (listed is not { } tokens)
        {
            return (null, HasList(choice));
        }

        var missing = (counted ?? tokens.Ids.Length) - tokens.Ids.Length;
        return missing <= (isTruncated ? 0 : 1) && HasText(choice) ? (tokens, true) : (null, true);
    }

    private static bool HasList(JsonElement choice) =>
        Array(choice, "token_ids") is { Count: > 0 }
        || (choice.TryGetProperty("logprobs", out var logprobs) && Array(logprobs, "content") is { Count: > 0 } content && IdOf(content[0]) is not null);

    // The bytes of the tokens, where they are given beside ids, hold the text that was answered.
    private static bool HasText(JsonElement choice)
    {
        if (choice.Find("message") is not { } message || message.Find("content") is not { ValueKind: JsonValueKind.String } content
            || !choice.TryGetProperty("logprobs", out var logprobs) || Array(logprobs, "content") is not { } entries)
        {
            return true;
        }

        var bytes = new List<byte>();
        foreach (var entry in entries)
        {
            if (entry.Find("id") is null || Array(entry, "bytes") is not { } list || !list.TrueForAll(one => one.ValueKind == JsonValueKind.Number && one.TryGetByte(out _)))
            {
                return true;
            }

            bytes.AddRange(list.Select(one => one.GetByte()));
        }

        return System.Text.Encoding.UTF8.GetString([.. bytes]).Contains(content.GetText()!.Trim(), StringComparison.Ordinal);
    }

    private static SampledTokens? Listed(JsonElement choice)
    {
        if (choice.TryGetProperty("meta_info", out var meta) && Array(meta, "output_token_logprobs") is { } sampled)
        {
            return Join(sampled.Select(entry => Number(Item(entry, 1))), sampled.Select(entry => Number(Item(entry, 0))));
        }

        if (!choice.TryGetProperty("logprobs", out var logprobs) || Array(logprobs, "content") is not { } content)
        {
            return null;
        }

        var ids = Array(choice, "token_ids") is { } own ? own.Select(id => Number(id)) : content.Select(IdOf);
        return Join(ids, content.Select(entry => Number(entry.Find("logprob"))));
    }

    private static SampledTokens? Join(IEnumerable<double?> ids, IEnumerable<double?> logProbabilities)
    {
        List<double?> all = [.. ids], probabilities = [.. logProbabilities];
        return all.Count > 0 && all.Count == probabilities.Count
            && all.TrueForAll(id => id is >= 0 and <= int.MaxValue && id == Math.Floor(id.Value)) && probabilities.TrueForAll(value => value is <= 0)
                ? new SampledTokens([.. all.Select(id => (int)id!.Value)], probabilities.Sum()!.Value)
                : null;
    }

    private static double? IdOf(JsonElement entry) =>
        Number(entry.Find("id"))
        ?? (entry.Find("token") is { ValueKind: JsonValueKind.String } token && token.GetText()!.StartsWith(IdPrefix, StringComparison.Ordinal)
            && int.TryParse(token.GetText().AsSpan(IdPrefix.Length), CultureInfo.InvariantCulture, out var id) ? id : null);

    private static double? Number(JsonElement? element) => element is { ValueKind: JsonValueKind.Number } number ? number.GetDouble() : null;

    private static JsonElement? Item(JsonElement element, int index) =>
        element.ValueKind == JsonValueKind.Array && element.GetArrayLength() > index ? element[index] : null;

    private static List<JsonElement>? Array(JsonElement element, string name) =>
        element.Find(name) is { ValueKind: JsonValueKind.Array } array ? [.. array.EnumerateArray()] : null;
}
