using System.Text.Json.Nodes;
using Gleaner.Benchmarks.Measuring;
using Gleaner.Decoder.Lora;
using Gleaner.Decoder.Model;
using Gleaner.Decoder.Sampling;
using Gleaner.Decoder.Training;

namespace Gleaner.Benchmarks.Decoder;

/// <summary>
/// <c>bench lora</c>: optimiser steps of adapters on all linear modules of a random 135M-parameter decoder, on sequences like
/// those of agents.
/// </summary>
public static class LoraBenchmark
{
    private const int Rounds = 2;
    private const int Sequences = 6;
    private const double Megabyte = 1 << 20;

    private static readonly int Threads = Math.Min(2, Environment.ProcessorCount);

    /// <summary>Measures, and prints a line for each setting and one of JSON.</summary>
    public static void Run(TextWriter output)
    {
        ArgumentNullException.ThrowIfNull(output);
        var peak = FmaPeak.Measure();
        output.WriteLine($"LoRA steps on a decoder of SmolLM2-135M's shape, best of {Rounds} turns. {Machine.Describe()}.");
        output.WriteLine(FormattableString.Invariant($"Peak of fused multiply-adds: {peak:F1} GFLOPS per core. 'Per core' is by processor time, the rest by the clock."));
        var batch = SmallLanguageModel.Batch(Sequences);
        double tokens = batch.Sum(sequence => sequence.Tokens.Length), trained = batch.Sum(sequence => sequence.Weights.ToArray().Count(weight => weight > 0));
        output.WriteLine(FormattableString.Invariant($"{Sequences} sequences of {tokens / Sequences:F0} tokens on average, {trained / tokens:P0} of them trained; {Threads} threads."));
        var table = new Table(output, ("setting", -38), ("tokens/s", 9), ("of peak", 8), ("per core", 9), ("of peak", 8), ("MB in all", 10), ("MB activations", 15));
        JsonArray settings = [];
        FrozenDecoder? halves = null;
        var model = DecoderModel.Create(SmallLanguageModel.Config, 1);
        var result = new Result("lora").With("parameters", model.ParameterCount).With("threads", Threads);
        Setting("rank 8", new LoraOptions { Rank = 8 }, new TrainerOptions { Threads = Threads });
        Setting("rank 16, dropout 0.05", new LoraOptions { Rank = 16, Dropout = 0.05 }, new TrainerOptions { Threads = Threads });
        Setting("rank 8, layers recomputed", new LoraOptions { Rank = 8 }, new TrainerOptions { Threads = Threads, RecomputeLayers = true });
        if (Accelerators.InUse(Accelerator.Auto) is string library)
        {
            Setting($"rank 8, {library}", new LoraOptions { Rank = 8 }, new TrainerOptions { Threads = Threads, Accelerator = Accelerator.OneDnn });
        }

        halves = FrozenDecoder.From(model, WeightPrecision.BFloat16);
        model = null;
        Setting("rank 8, bfloat16", new LoraOptions { Rank = 8 }, new TrainerOptions { Threads = Threads });
        Setting("rank 8, bfloat16, layers recomputed", new LoraOptions { Rank = 8 }, new TrainerOptions { Threads = Threads, RecomputeLayers = true });
        if (InstalledAccelerators.Has(Accelerator.OneDnnBfloat16))
        {
            Setting("rank 8, bfloat16, its products too", new LoraOptions { Rank = 8 }, new TrainerOptions { Threads = Threads, Accelerator = Accelerator.OneDnnBfloat16 });
            Setting("rank 8, both, layers recomputed", new LoraOptions { Rank = 8 }, new TrainerOptions { Threads = Threads, RecomputeLayers = true, Accelerator = Accelerator.OneDnnBfloat16 });
        }

        result.With("fma_peak_gflops_per_core", Result.Rounded(peak)).With("settings", settings).WriteTo(output);

        void Setting(string name, LoraOptions lora, TrainerOptions options)
        {
            var adapter = LoraAdapter.Create(SmallLanguageModel.Config, lora, 1);
            using Trainer trainer = model is null ? new(halves!, adapter, options) : new(model, adapter, options);
            (var ours, _) = Contest.Run(Rounds, () => Timing.Of(() => trainer.Step(batch)), null);
            Rates rates = new(tokens, LoraFlops.Of(adapter, batch), ours, null);
            double ofPeak = rates.ShareOfPeak(peak, Threads), ofCore = rates.Flops / ours.ProcessorSeconds / 1e9 / peak;
            double activations = trainer.PeakActivationBytes / Megabyte, memory = GC.GetTotalMemory(forceFullCollection: true) / Megabyte;
            table.Row(
                name,
                Table.Number(rates.Ours, "F0"),
                Table.Share(ofPeak),
                Table.Number(rates.OursPerCore, "F0"),
                Table.Share(ofCore),
                Table.Number(memory, "F0"),
                Table.Number(activations, "F0"));
            if (settings.Count == 0)
            {
                result.Figure("lora_tokens_per_second", rates.Ours, null, null).With("share_of_fma_peak", Math.Round(ofPeak, 3));
            }

            settings.Add(new JsonObject
            {
                ["setting"] = name,
                ["trained_parameters"] = adapter.ParameterCount,
                ["lora_tokens_per_second"] = Result.Rounded(rates.Ours),
                ["share_of_fma_peak"] = Math.Round(ofPeak, 3),
                ["lora_tokens_per_second_per_core"] = Result.Rounded(rates.OursPerCore),
                ["share_of_fma_peak_per_core"] = Math.Round(ofCore, 3),
                ["memory_mb"] = Math.Round(memory),
                ["activation_mb_per_thread"] = Result.Rounded(activations),
            });
        }
    }
}
