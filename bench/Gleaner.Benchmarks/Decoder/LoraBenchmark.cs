using System.Diagnostics;
using System.Text.Json.Nodes;
using Gleaner.Benchmarks.Measuring;
using Gleaner.Decoder.Lora;
using Gleaner.Decoder.Model;
using Gleaner.Decoder.Training;

namespace Gleaner.Benchmarks.Decoder;

/// <summary><c>bench lora</c>: optimiser steps of adapters on all linear modules of a random 135M-parameter decoder.</summary>
public static class LoraBenchmark
{
    private const int Rounds = 2;
    private const int Sequences = 8;
    private const double Megabyte = 1 << 20;

    /// <summary>Measures, and prints a line for each setting and one of JSON.</summary>
    public static void Run(TextWriter output)
    {
        ArgumentNullException.ThrowIfNull(output);
        double peak = FmaPeak.Measure();
        int threads = Math.Min(2, Environment.ProcessorCount);
        output.WriteLine($"LoRA steps on a decoder of SmolLM2-135M's shape, best of {Rounds} turns. {Machine.Describe()}.");
        output.WriteLine(FormattableString.Invariant($"Peak of fused multiply-adds: {peak:F1} GFLOPS per core."));
        DecoderModel model = DecoderModel.Create(SmallLanguageModel.Config, 1);
        TrainingSequence[] batch = SmallLanguageModel.Batch(Sequences);
        double tokens = batch.Sum(sequence => sequence.Tokens.Length), trained = batch.Sum(sequence => sequence.Weights.ToArray().Count(weight => weight > 0));
        var table = new Table(output, ("setting", -34), ("threads", 7), ("tokens/s", 9), ("per core", 9), ("of peak", 8), ("MB of activations", 18));
        var result = new Result("lora").With("parameters", model.ParameterCount).With("threads", threads);
        JsonArray settings = [];
        foreach ((int rank, bool recompute) in new[] { (8, false), (16, false), (16, true) })
        {
            LoraAdapter adapter = LoraAdapter.Create(model.Config, new LoraOptions { Rank = rank, Alpha = 2 * rank }, 1);
            using Trainer trainer = new(model, adapter, new TrainerOptions { Threads = threads, RecomputeLayers = recompute });
            double first = trainer.Step(batch).Loss, last = first;
            (Timing ours, _) = Contest.Run(Rounds, () => Timing.Of(() => last = trainer.Step(batch).Loss), null);
            Rates rates = new(tokens, LoraFlops.Of(adapter, batch), ours, null);
            double activations = trainer.PeakActivationBytes / Megabyte;
            table.Row(
                $"rank {rank}{(recompute ? ", layers recomputed" : "")}",
                threads,
                Table.Number(rates.Ours, "F0"),
                Table.Number(rates.OursPerCore, "F0"),
                Table.Share(rates.ShareOfPeak(peak, threads)),
                Table.Number(activations, "F0"));
            if (settings.Count == 0)
            {
                result.Figure("lora_tokens_per_second", rates.Ours, null, null).With("share_of_fma_peak", Math.Round(rates.ShareOfPeak(peak, threads), 3));
            }

            settings.Add(new JsonObject
            {
                ["rank"] = rank,
                ["recompute_layers"] = recompute,
                ["trained_parameters"] = adapter.ParameterCount,
                ["lora_tokens_per_second"] = Result.Rounded(rates.Ours),
                ["lora_tokens_per_second_per_core"] = Result.Rounded(rates.OursPerCore),
                ["share_of_fma_peak"] = Math.Round(rates.ShareOfPeak(peak, threads), 3),
                ["activation_mb_per_thread"] = Result.Rounded(activations),
                ["loss_first"] = Result.Rounded(first),
                ["loss_last"] = Result.Rounded(last),
            });
        }

        using var process = Process.GetCurrentProcess();
        output.WriteLine(FormattableString.Invariant(
            $"{Sequences} sequences of {tokens / Sequences:F0} tokens on average, {trained / tokens:P0} of them trained. Peak of this process: {process.PeakWorkingSet64 / Megabyte:F0} MB."));
        result.With("fma_peak_gflops_per_core", Result.Rounded(peak))
            .With("settings", settings)
            .With("peak_rss_mb", Math.Round(process.PeakWorkingSet64 / Megabyte))
            .WriteTo(output);
    }
}
