using Gleaner.Decoder.Model;

namespace Gleaner.Decoder.Checkpoints.HuggingFace;

/// <summary>
/// The rotary settings of a <c>config.json</c>: <c>rope_theta</c> beside <c>rope_scaling</c>, or both within
/// <c>rope_parameters</c> as Transformers 5 writes them.
/// </summary>
internal static class RopeReader
{
    private static readonly string[] Known =
    [
        "rope_type", "type", "rope_theta", "factor", "low_freq_factor", "high_freq_factor", "original_max_position_embeddings",
    ];

    /// <summary>Base and scaling.</summary>
    /// <exception cref="CheckpointException">A kind of scaling that the engine does not know.</exception>
    public static (float Base, RopeScaling? Scaling) Read(JsonObjectFile json)
    {
        if (json.Has("rope_scaling") && json.Has("rope_parameters"))
        {
            throw new CheckpointException(json.Path, "it has both 'rope_scaling' and 'rope_parameters'");
        }

        var settings = json.Object("rope_parameters") ?? json.Object("rope_scaling");
        var ropeBase = (float)(settings?.OptionalNumber("rope_theta") ?? json.OptionalNumber("rope_theta") ?? 10_000);
        return (ropeBase, settings is null ? null : ReadScaling(settings));
    }

    private static RopeScaling? ReadScaling(JsonObjectFile settings)
    {
        var type = settings.OptionalText("rope_type") ?? settings.OptionalText("type") ?? "default";
        RopeScaling? scaling = type switch
        {
            "default" => null,
            "linear" => new LinearRopeScaling(settings.Number("factor")),
            "llama3" => new Llama3RopeScaling
            {
                Factor = settings.Number("factor"),
                LowFrequencyFactor = settings.Number("low_freq_factor"),
                HighFrequencyFactor = settings.Number("high_freq_factor"),
                OriginalMaxSequenceLength = settings.Integer("original_max_position_embeddings"),
            },
            _ => throw new CheckpointException(settings.Path, $"its rotary positions are of type '{type}'; supported are 'default', 'linear' and 'llama3'"),
        };
        foreach (var key in settings.Keys.Where(key => !Known.Contains(key) && settings.Has(key)))
        {
            throw new CheckpointException(settings.Path, $"its rotary settings have the key '{key}', which is not supported with type '{type}'");
        }

        return scaling;
    }
}
