using Gleaner.Decoder.Lora;
using Gleaner.Decoder.Model;
using Gleaner.Decoder.Tests.Training;

namespace Gleaner.Decoder.Tests.Lora;

/// <summary>Tiny models with adapters that matter: B is not zero.</summary>
internal static class TestAdapters
{
    /// <summary>Grouped heads, biases and widths that differ, so that no two projections have the same shape by chance.</summary>
    public static readonly DecoderConfig Shape = TestBatches.Tiny with
    {
        Heads = 4, KeyValueHeads = 2, HeadWidth = 16, QueryKeyValueBias = true, TieEmbeddings = false, Layers = 3, Smear = SmearKind.None,
    };

    public static LoraAdapter Random(DecoderConfig config, LoraOptions options, int seed = 3)
    {
        var adapter = LoraAdapter.Create(config, options, (ulong)seed);
        var random = new Random(seed);
        foreach (var parameter in adapter.Parameters.Where(parameter => parameter.Name.EndsWith("lora_B.weight", StringComparison.Ordinal)))
        {
            foreach (ref var value in parameter.Span)
            {
                value = 0.4f * (random.NextSingle() - 0.5f);
            }
        }

        return adapter;
    }
}
