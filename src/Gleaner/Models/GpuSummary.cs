using System.Globalization;
using Gleaner.Decoder.Model;
using Gleaner.Decoder.Sizing;

namespace Gleaner.CommandLine.Models;

/// <summary>What a model takes on GPUs, where other programs run it: memory beside what GPUs have, and time.</summary>
internal static class GpuSummary
{
    /// <summary>trainers/sft.py's sequences of a micro-batch, and the longest conversation that is reckoned with on a GPU.</summary>
    private const int MicroBatch = 4;

    private const int GpuContext = 4096;
    private const double UsableShare = 0.9;
    private const double Sustained = 1e14;

    private static readonly long[] Gpus = [24_000_000_000, 48_000_000_000, 80_000_000_000];

    /// <summary>The summary's lines.</summary>
    /// <param name="config">The model's shape.</param>
    public static IEnumerable<string> Lines(DecoderConfig config)
    {
        var context = Math.Min(config.MaxSequenceLength, GpuContext);
        var tokens = (long)MicroBatch * context;
        yield return Text($"On GPUs of 24, 48 and 80 GB, by formula (docs/models.md), with conversations of {context:N0} tokens:");
        var serving = GpuEstimate.OfServing(config, 0).Weights;
        var room = Gpus.Select(gpu => Math.Max(0, (long)((UsableShare * gpu) - serving) / (GpuEstimate.KeyValueBytes(config) * context)));
        yield return Text($"  {"served, in bf16",-24}{Size(serving),10}  open conversations: {string.Join(", ", room.Select(count => Text($"{count:N0}")))}");
        yield return Use("training adapters", GpuEstimate.OfAdapters(config, 16, tokens));
        yield return Use("training all weights", GpuEstimate.OfAllWeights(config, tokens));
        yield return Use("  over 4 GPUs, each", GpuEstimate.OfAllWeights(config, tokens, 4));
        yield return Text($"  a million tokens take {GpuEstimate.TrainingOperations(config, 1_000_000, adapters: true) / Sustained:N0} s with adapters, {GpuEstimate.TrainingOperations(config, 1_000_000, adapters: false) / Sustained:N0} s with all weights, on a GPU that keeps up 100 TFLOPS");

        static string Use(string name, GpuEstimate estimate) =>
            Text($"  {name,-24}{Size(estimate.Total),10}  fits: {(Gpus.Where(gpu => estimate.Total <= UsableShare * gpu).Select(gpu => Text($"{gpu / 1_000_000_000}")).DefaultIfEmpty("none").Aggregate((a, b) => $"{a}, {b}"))}");
    }

    private static string Size(long bytes) => Text($"{bytes / 1e9:F2} GB");

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
