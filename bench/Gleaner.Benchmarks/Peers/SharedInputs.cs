using System.Runtime.InteropServices;
using System.Text.Json;
using Gleaner.Decoder.Checkpoints;
using Gleaner.Decoder.Model;

namespace Gleaner.Benchmarks.Peers;

/// <summary>A temporary folder with the model and the tokens that both sides compute on.</summary>
internal sealed class SharedInputs : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("gleaner-bench-").FullName;

    public SharedInputs(DecoderModel model, int[] tokens)
    {
        DecoderCheckpoint.Save(Checkpoint, model);
        File.WriteAllText(Path.Combine(Checkpoint, "config.json"), HuggingFaceConfig(model.Config));
        File.WriteAllBytes(Tokens, MemoryMarshal.AsBytes(tokens.AsSpan()));
    }

    public string Checkpoint => Path.Combine(_folder, "model");

    public string Tokens => Path.Combine(_folder, "tokens");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>The shape under the names of Hugging Face, as far as the peers read it.</summary>
    private static string HuggingFaceConfig(DecoderConfig config) => JsonSerializer.Serialize(new
    {
        vocab_size = config.VocabularySize,
        hidden_size = config.Width,
        num_hidden_layers = config.Layers,
        num_attention_heads = config.Heads,
        intermediate_size = config.FeedForwardWidth,
        max_position_embeddings = config.MaxSequenceLength,
        rope_theta = config.RopeBase,
        rms_norm_eps = config.NormEpsilon,
    });
}
