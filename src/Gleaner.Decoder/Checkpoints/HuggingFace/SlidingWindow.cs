using System.Text.Json;

namespace Gleaner.Decoder.Checkpoints.HuggingFace;

/// <summary>How many tokens back a model's attention reaches. The engine knows full attention only, which is the same up to that length.</summary>
internal static class SlidingWindow
{
    /// <summary>What Transformers assumes for a model of a family with windows that does not say.</summary>
    private const int Default = 4096;

    /// <summary>The window in tokens, the querying one included; null where attention is full in all layers.</summary>
    /// <exception cref="CheckpointException">The file says something unknown about it.</exception>
    public static int? Of(JsonObjectFile json, ModelFamily family)
    {
        if (json.Find("layer_types") is { } types)
        {
            return HasSlidingLayers(json, types) ? json.OptionalInteger("sliding_window") ?? Default : null;
        }

        if (family == ModelFamily.Mistral)
        {
            return json.Names("sliding_window") ? json.OptionalInteger("sliding_window") : Default;
        }

        var slides = json.OptionalBoolean("use_sliding_window") ?? false;
        var firstSliding = json.OptionalInteger("max_window_layers") ?? 0;
        return slides && firstSliding < json.Integer("num_hidden_layers") ? json.OptionalInteger("sliding_window") ?? Default : null;
    }

    private static bool HasSlidingLayers(JsonObjectFile json, JsonElement types)
    {
        if (types.ValueKind != JsonValueKind.Array)
        {
            throw json.Wrong("layer_types", types, "a list");
        }

        var slides = false;
        foreach (var type in types.EnumerateArray())
        {
            slides |= type.GetRawText() switch
            {
                "\"full_attention\"" => false,
                "\"sliding_attention\"" => true,
                _ => throw json.Wrong("layer_types", type, "'full_attention' or 'sliding_attention'"),
            };
        }

        return slides;
    }
}
