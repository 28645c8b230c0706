using System.Text.Json.Nodes;
using Gleaner.Benchmarks.Measuring;
using Gleaner.Decoder.Lora;
using Gleaner.Decoder.Model;
using Gleaner.Decoder.Sampling;
using Gleaner.Decoder.Sizing;
using Gleaner.Decoder.Training;

namespace Gleaner.Benchmarks.Decoder;

/// <summary>
/// <c>bench lora</c>: optimiser steps of adapters on all linear modules of a random decoder, on sequences like those of agents; the most memory that the
/// process takes for each setting, beside what is reckoned for it before a model is loaded.
/// </summary>
internal sealed class LoraBenchmark(SmallLanguageModel shape, int turns, int sequences, bool allWeights, TextWriter output)
{
    private const double Megabyte = 1e6;

    private static readonly int Threads = Math.Min(2, Environment.ProcessorCount);

    private readonly TrainingSequence[] _batch = shape.Batch(sequences);
    private readonly JsonArray _settings = [];
    private readonly Result _result = new("lora");
    private readonly double _peak = FmaPeak.Measure();

    /// <summary>Measures, and prints a line for each setting and one of JSON.</summary>
    public void Run()
    {
        output.WriteLine($"Training steps on a decoder of {shape.Original}'s shape, best of {turns} turns. {Machine.Describe()}.");
        output.WriteLine(FormattableString.Invariant($"Peak of fused multiply-adds: {_peak:F1} GFLOPS per core. 'Per core' is by processor time, the rest by the clock. Memory in MB: the most that the process took, less what it took before (≤ where memory that an earlier setting freed was still with the process); its estimate."));
        double tokens = _batch.Sum(sequence => sequence.Tokens.Length), trained = _batch.Sum(sequence => sequence.Weights.ToArray().Count(weight => weight > 0));
        output.WriteLine(FormattableString.Invariant($"{sequences} sequences of {tokens / sequences:F0} tokens on average, {trained / tokens:P0} of them trained; {Threads} threads."));
        ResidentPeak.Reset();
        var (table, empty) = (new Table(output, ("setting", -38), ("tokens/s", 9), ("of peak", 8), ("per core", 9), ("of peak", 8), ("memory", 8), ("estimate", 9), ("activations", 12)), Environment.WorkingSet);
        var threads = new TrainerOptions { Threads = Threads };
        var recompute = threads with { RecomputeLayers = true };
        LoraOptions rank8 = new() { Rank = 8 };
        FrozenDecoder? halves = null;
        var model = DecoderModel.Create(shape.Config, 1);
        _result.With("shape", shape.Name).With("parameters", model.ParameterCount).With("threads", Threads).With("sequences", sequences);
        Adapters("rank 8", rank8, threads);
        Adapters("rank 16, dropout 0.05", new LoraOptions { Rank = 16, Dropout = 0.05 }, threads);
        Adapters("rank 8, layers recomputed", rank8, recompute);
        if (Accelerators.InUse(Accelerator.Auto) is string library)
        {
            Adapters($"rank 8, {library}", rank8, threads with { Accelerator = Accelerator.OneDnn });
        }

        if (allWeights)
        {
            AllWeights("all weights", threads);
            AllWeights("all weights, layers recomputed", recompute);
        }

        halves = FrozenDecoder.From(model, WeightPrecision.BFloat16);
        model = null;
        Adapters("rank 8, bfloat16", rank8, threads);
        Adapters("rank 8, bfloat16, layers recomputed", rank8, recompute);
        if (InstalledAccelerators.Has(Accelerator.OneDnnBfloat16))
        {
            Adapters("rank 8, bfloat16, its products too", rank8, threads with { Accelerator = Accelerator.OneDnnBfloat16 });
            Adapters("rank 8, both, layers recomputed", rank8, recompute with { Accelerator = Accelerator.OneDnnBfloat16 });
        }

        _result.With("fma_peak_gflops_per_core", Result.Rounded(_peak)).With("settings", _settings).WriteTo(output);

        void Adapters(string name, LoraOptions lora, TrainerOptions options)
        {
            var estimate = SizeEstimate.OfAdapterTraining(shape.Config, model is null ? WeightPrecision.BFloat16 : WeightPrecision.Single, lora, options, Longest);
            var adapter = LoraAdapter.Create(shape.Config, lora, 1);
            Measure(name, adapter, () => model is null ? new Trainer(halves!, adapter, options) : new Trainer(model, adapter, options), estimate);
        }

        void AllWeights(string name, TrainerOptions options) => Measure(name, null, () => new Trainer(model!, options), SizeEstimate.OfTraining(shape.Config, options, Longest));

        void Measure(string name, LoraAdapter? adapter, Func<Trainer> open, SizeEstimate estimate)
        {
            var unused = ResidentPeak.Reset() - empty;
            using var trainer = open();
            var (ours, _) = Contest.Run(turns, () => Timing.Of(() => trainer.Step(_batch)), null);
            var memory = (ResidentPeak.Read() - empty) / Megabyte;
            Tell(
                table, name, new Rates(tokens, LoraFlops.Of(shape.Config, adapter, _batch), ours, null), adapter?.ParameterCount ?? model!.ParameterCount,
                new Memory(memory, IsBound: unused / Megabyte > memory / 20), estimate, trainer.PeakActivationBytes);
        }
    }

    private int Longest => _batch.Max(sequence => sequence.Tokens.Length);

    private void Tell(Table table, string name, Rates rates, long learned, Memory memory, SizeEstimate estimate, long activationBytes)
    {
        double ofPeak = rates.ShareOfPeak(_peak, Threads), ofCore = rates.Flops / rates.OurTime.ProcessorSeconds / 1e9 / _peak, activations = activationBytes / Megabyte;
        table.Row(
            name,
            Table.Number(rates.Ours, "F0"),
            Table.Share(ofPeak),
            Table.Number(rates.OursPerCore, "F0"),
            Table.Share(ofCore),
            (memory.IsBound ? "≤ " : "") + Table.Number(memory.Megabytes, "F0"),
            Table.Number(estimate.Total / Megabyte, "F0"),
            Table.Number(activations, "F0"));
        if (_settings.Count == 0)
        {
            _result.Figure("lora_tokens_per_second", rates.Ours, null, null).With("share_of_fma_peak", Math.Round(ofPeak, 3));
        }

        _settings.Add(new JsonObject
        {
            ["setting"] = name,
            ["trained_parameters"] = learned,
            ["lora_tokens_per_second"] = Result.Rounded(rates.Ours),
            ["share_of_fma_peak"] = Math.Round(ofPeak, 3),
            ["lora_tokens_per_second_per_core"] = Result.Rounded(rates.OursPerCore),
            ["share_of_fma_peak_per_core"] = Math.Round(ofCore, 3),
            ["memory_mb"] = Math.Round(memory.Megabytes),
            ["memory_is_bound"] = memory.IsBound,
            ["estimated_mb"] = Math.Round(estimate.Total / Megabyte),
            ["activation_mb_per_thread"] = Result.Rounded(activations),
        });
    }

    /// <param name="Megabytes">The most that was taken.</param>
    /// <param name="IsBound">Whether a good part of it was not used by this setting, but not given back by an earlier one.</param>
    private readonly record struct Memory(double Megabytes, bool IsBound);
}
