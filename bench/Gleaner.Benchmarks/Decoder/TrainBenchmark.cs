using System.Text.Json.Nodes;
using Gleaner.Benchmarks.Measuring;
using Gleaner.Benchmarks.Peers;
using Gleaner.Decoder.Model;
using Gleaner.Decoder.Training;

namespace Gleaner.Benchmarks.Decoder;

/// <summary>
/// <c>bench train</c>: optimiser steps of the 6.9M decoder, 8 sequences of 512 tokens, all trained, against PyTorch on the same
/// weights and data, with the sequences dealt to its threads as to ours; then the small student on batches like those of real
/// runs, and what memory a thousand steps take.
/// </summary>
public static class TrainBenchmark
{
    private const int Rounds = 4;

    private static readonly int[] Threads = Environment.ProcessorCount > 1 ? [1, 2] : [1];

    /// <summary>Measures, and prints a line for each setting and one of JSON.</summary>
    public static void Run(TextWriter output)
    {
        ArgumentNullException.ThrowIfNull(output);
        var peak = FmaPeak.Measure();
        output.WriteLine($"Training steps with AdamW, best of {Rounds} turns. {Machine.Describe()}.");
        output.WriteLine(FormattableString.Invariant($"Peak of fused multiply-adds: {peak:F1} GFLOPS per core. 'Per core' is by processor time, the rest by the clock."));
        var result = new Result("train");
        var table = new Table(
            output, ("model and batch", -46), ("threads", 7), ("tokens/s", 9), ("peer", 8), ("ratio", 6), ("per core", 9), ("peer", 8), ("ratio", 6), ("of peak", 8));

        AgainstTorch(output, table, result, peak);
        result.With("small_student", Student(table, peak));
        result.With("memory", StepMemory.Measure(output));
        result.WriteTo(output);
    }

    private static void AgainstTorch(TextWriter output, Table table, Result result, double peak)
    {
        var tokens = BenchmarkModel.Tokens(BenchmarkModel.Sequences, BenchmarkModel.Length + 1);
        var batch = BenchmarkModel.Batch(tokens, BenchmarkModel.Sequences);
        double flops = TrainingFlops.Of(BenchmarkModel.Config, batch), trained = BenchmarkModel.Sequences * BenchmarkModel.Length;
        foreach (var threads in Threads)
        {
            var model = DecoderModel.Create(BenchmarkModel.Config, 1);
            using var inputs = new SharedInputs(model, tokens);
            using var torch = TorchPeer.TryStart("torch_train.py", [inputs.Checkpoint, inputs.Tokens, $"{BenchmarkModel.Sequences}", $"{threads}"], 1, wide: true, output);
            using Trainer trainer = new(model, new TrainerOptions { Threads = threads });
            var lossBefore = trainer.Evaluate(batch).Loss;
            var peerBefore = torch?.Ask("loss")?.GetProperty("loss").GetDouble();
            using var accelerated = Accelerate(Accelerator.OneDnn, threads);
            using var rounded = Accelerate(Accelerator.OneDnnBfloat16, threads);
            var best = Contest.Run(
                Rounds,
                [
                    () => Timing.Of(() => trainer.Step(batch)),
                    torch is null ? null : () => torch.Time("step"),
                    accelerated is null ? null : () => Timing.Of(() => accelerated.Step(batch)),
                    rounded is null ? null : () => Timing.Of(() => rounded.Step(batch)),
                ]);
            var lossAfter = trainer.Evaluate(batch).Loss;
            var peerAfter = torch?.Ask("loss")?.GetProperty("loss").GetDouble();

            Rates rates = new(trained, flops, best[0]!.Value, best[1]);
            rates.Print(table, FormattableString.Invariant($"{model.ParameterCount / 1e6:F1}M decoder, 8 × 512, all trained"), threads, peak);
            foreach (var (time, accelerator, name) in new[] { (best[2], Accelerator.OneDnn, "onednn"), (best[3], Accelerator.OneDnnBfloat16, "onednn_bf16") })
            {
                if (time is Timing withLibrary)
                {
                    Rates other = new(trained, flops, withLibrary, best[1]);
                    other.Print(table, $"  the same with {Accelerators.InUse(accelerator)}", threads, peak);
                    result.With($"{name}_{threads}_threads", other.Json(peak, threads));
                }
            }

            if (rounded is not null)
            {
                output.WriteLine(FormattableString.Invariant($"  after {Rounds + 1} steps: loss {lossAfter:F6}, in bfloat16 {rounded.Evaluate(batch).Loss:F6}"));
            }

            if (peerAfter is not null)
            {
                output.WriteLine(FormattableString.Invariant(
                    $"  same computation: loss before {lossBefore:F6}, peer's {peerBefore:F6}; after {Rounds + 1} steps {lossAfter:F6}, peer's {peerAfter:F6}"));
            }

            if (threads == Threads[^1])
            {
                result.Figure("train_tokens_per_second", rates.Ours, torch?.Name, rates.Peer)
                    .With("threads", threads)
                    .With("parameters", model.ParameterCount)
                    .With("share_of_fma_peak", Math.Round(rates.ShareOfPeak(peak, threads), 3));
            }

            if (threads == 1)
            {
                result.With("fma_peak_gflops_per_core", Result.Rounded(peak)).With("one_thread", rates.Json(peak, 1));
            }

            result.With($"loss_difference_{threads}_threads", peerBefore is null || peerAfter is null ? null : Math.Max(Math.Abs(lossBefore - peerBefore.Value), Math.Abs(lossAfter - peerAfter.Value)));
        }
    }

    private static Trainer? Accelerate(Accelerator accelerator, int threads) =>
        InstalledAccelerators.Has(accelerator) ? new(DecoderModel.Create(BenchmarkModel.Config, 1), new TrainerOptions { Threads = threads, Accelerator = accelerator }) : null;

    private static JsonArray Student(Table table, double peak)
    {
        JsonArray results = [];
        foreach (var sequences in new[] { 24, 64 })
        {
            var batch = StudentShape.Batch(sequences);
            double flops = TrainingFlops.Of(StudentShape.Config, batch), tokens = batch.Sum(sequence => sequence.Tokens.Length);
            foreach (var (threads, accelerator) in from threads in Threads from accelerator in InstalledAccelerators.AndNone() select (threads, accelerator))
            {
                using Trainer trainer = new(DecoderModel.Create(StudentShape.Config, 1), new TrainerOptions { Threads = threads, Accelerator = accelerator });
                var times = Contest.Repeats(() => trainer.Step(batch), 1);
                (var ours, _) = Contest.Run(5, () => Timing.Of(() => Contest.Repeat(() => trainer.Step(batch), times)), null);
                Rates rates = new(tokens * times, flops * times, ours, null);
                rates.Print(table, accelerator == Accelerator.None ? $"student, {sequences} sequences of about 155, 17 % trained" : $"  the same with {Accelerators.InUse(accelerator)}", threads, peak);
                results.Add(new JsonObject
                {
                    ["sequences"] = sequences,
                    ["threads"] = threads,
                    ["accelerator"] = Accelerators.InUse(accelerator),
                    ["train_tokens_per_second"] = Result.Rounded(rates.Ours),
                    ["train_tokens_per_second_per_core"] = Result.Rounded(rates.OursPerCore),
                    ["share_of_fma_peak"] = Math.Round(rates.ShareOfPeak(peak, threads), 3),
                });
            }
        }

        return results;
    }
}
