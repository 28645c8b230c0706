using System.Globalization;
using Gleaner.Decoder.Model;
using Gleaner.IO.Texts;

namespace Gleaner.Decoder.Checkpoints.HuggingFace;

/// <summary>The keys of a <c>config.json</c> that a shape's members come from: whoever reads a message about the shape has that file before them.</summary>
internal sealed class ShapeKeys(JsonObjectFile json)
{
    private const int LongestValue = 80;

    private string Rope => json.Has("rope_parameters") ? "rope_parameters" : "rope_scaling";

    /// <summary>The key of a member, with its object before it and a full stop between.</summary>
    public string NameOf(string member) => member switch
    {
        nameof(DecoderConfig.VocabularySize) => "vocab_size",
        nameof(DecoderConfig.Width) => "hidden_size",
        nameof(DecoderConfig.Layers) => "num_hidden_layers",
        nameof(DecoderConfig.Heads) => "num_attention_heads",
        nameof(DecoderConfig.KeyValueHeads) => "num_key_value_heads",
        nameof(DecoderConfig.HeadWidth) => "head_dim",
        nameof(DecoderConfig.FeedForwardWidth) => "intermediate_size",
        nameof(DecoderConfig.MaxSequenceLength) => "max_position_embeddings",
        nameof(DecoderConfig.NormEpsilon) => "rms_norm_eps",
        nameof(DecoderConfig.QueryKeyNorm) => "normed queries and keys",
        nameof(DecoderConfig.RopeBase) => json.Object(Rope)?.Has("rope_theta") == true ? $"{Rope}.rope_theta" : "rope_theta",
        nameof(Llama3RopeScaling.Factor) => $"{Rope}.factor",
        nameof(Llama3RopeScaling.LowFrequencyFactor) => $"{Rope}.low_freq_factor",
        nameof(Llama3RopeScaling.HighFrequencyFactor) => $"{Rope}.high_freq_factor",
        nameof(Llama3RopeScaling.OriginalMaxSequenceLength) => $"{Rope}.original_max_position_embeddings",
        _ => member,
    };

    /// <summary>What is wrong, with the value as it is written.</summary>
    public string Describe(ShapeRule fault)
    {
        var key = NameOf(fault.Member);
        var value = key.Split('.') is [var holder, var inner] ? json.Object(holder)?.Find(inner) : json.Find(key);
        var given = value is { } found ? Excerpt.Start(found.GetRawText(), LongestValue) : string.Create(CultureInfo.InvariantCulture, $"not given and so {fault.Value}");
        return $"'{key}' is {given}; it must be {fault.Expected}";
    }
}
