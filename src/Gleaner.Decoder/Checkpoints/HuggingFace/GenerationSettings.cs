using System.Collections.Immutable;
using System.Text.Json;

namespace Gleaner.Decoder.Checkpoints.HuggingFace;

/// <summary>
/// How a model's makers sample from it: <c>generation_config.json</c> where there is one, else the ids in <c>config.json</c>.
/// Null means that nothing is said.
/// </summary>
public sealed record GenerationSettings
{
    /// <summary>Ids that end an answer; empty if none is named.</summary>
    public ImmutableArray<int> EndTokens { get; init; } = [];

    /// <summary>The id that begins a text.</summary>
    public int? StartToken { get; init; }

    /// <summary>The id that fills up batches; the engine never needs it.</summary>
    public int? PaddingToken { get; init; }

    /// <summary>Whether to sample (true) or to take the likeliest token (false).</summary>
    public bool? Samples { get; init; }

    /// <summary>Temperature of the softmax, at least 0.</summary>
    public double? Temperature { get; init; }

    /// <summary>Only the likeliest tokens that together have this probability, in (0, 1].</summary>
    public double? TopP { get; init; }

    /// <summary>Only so many of the likeliest tokens; 0: no limit.</summary>
    public int? TopK { get; init; }

    /// <summary>By what the logits of tokens that occurred are divided, above 0; 1: nothing.</summary>
    public double? RepetitionPenalty { get; init; }
}

/// <summary>Reads <see cref="GenerationSettings"/>.</summary>
internal static class GenerationReader
{
    public const string FileName = "generation_config.json";

    /// <summary>Reads the settings of a folder; ids that <c>generation_config.json</c> does not name are taken from <paramref name="config"/>.</summary>
    /// <exception cref="CheckpointException">A value is malformed or an id is outside the vocabulary.</exception>
    public static GenerationSettings Read(string folder, JsonObjectFile config, int vocabularySize)
    {
        var path = Path.Combine(folder, FileName);
        var generation = File.Exists(path) ? JsonObjectFile.Read(path, ConfigLimits.ConfigBytes) : null;
        return new GenerationSettings
        {
            EndTokens = Ids("eos_token_id"),
            StartToken = Id("bos_token_id"),
            PaddingToken = Id("pad_token_id"),
            Samples = generation?.OptionalBoolean("do_sample"),
            Temperature = Number("temperature", value => value >= 0, "a number of at least 0"),
            TopP = Number("top_p", value => value is > 0 and <= 1, "a number above 0 and up to 1"),
            TopK = (int?)Number("top_k", value => value is >= 0 and < int.MaxValue && value == Math.Floor(value), "a whole number of at least 0"),
            RepetitionPenalty = Number("repetition_penalty", value => value > 0, "a number above 0"),
        };

        double? Number(string key, Func<double, bool> isFit, string expected) => generation?.OptionalNumber(key) is not { } number
            ? null
            : isFit(number) ? number : throw generation.Wrong(key, generation.Find(key)!.Value, expected);

        ImmutableArray<int> Ids(string key)
        {
            var source = Source(key);
            return source?.Find(key) switch
            {
                null => [],
                { ValueKind: JsonValueKind.Array } list => [.. list.EnumerateArray().Select(item => Check(source, key, item)).Distinct()],
                { } single => [Check(source, key, single)],
            };
        }

        // Some models say -1 where they mean none.
        int? Id(string key) => Source(key) is { } source && source.Find(key) is { } value && value.GetRawText() != "-1" ? Check(source, key, value) : null;

        JsonObjectFile? Source(string key) => generation?.Has(key) == true ? generation : config.Has(key) ? config : null;

        int Check(JsonObjectFile source, string key, JsonElement value) =>
            value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var id) && id >= 0 && id < vocabularySize
                ? id
                : throw source.Wrong(key, value, $"an id from 0 to {vocabularySize - 1}");
    }
}
