using System.Text.Json;
using Gleaner.Decoder.Model;
using Gleaner.Decoder.Training;

namespace Gleaner.Benchmarks.Decoder;

/// <summary>Optimiser steps on the typical student.</summary>
internal static class TrainBenchmark
{
    public static void Run(TextWriter output)
    {
        double peak = PeakBenchmark.PeakGflops();
        output.WriteLine(JsonSerializer.Serialize(new
        {
            benchmark = "train",
            student = StudentShape.Config,
            peakGflopsPerCore = Math.Round(peak, 1),
            runs = from threads in new[] { 1, 2 } from sequences in new[] { 24, 64 } select Measure(sequences, threads, peak),
        }));
    }

    private static object Measure(int sequences, int threads, double peak)
    {
        using Trainer trainer = new(DecoderModel.Create(StudentShape.Config, 1), new TrainerOptions { Threads = threads });
        TrainingSequence[] batch = StudentShape.Batch(sequences);
        StepMetrics metrics = trainer.Step(batch);
        double seconds = Measurement.Median(() => trainer.Step(batch), 15, 3);
        double gflops = StudentShape.TrainingFlops(batch) / seconds / 1e9;
        return new
        {
            threads,
            sequences,
            tokens = metrics.Tokens,
            trainedTokens = metrics.TrainedTokens,
            secondsPerStep = Math.Round(seconds, 4),
            tokensPerSecond = Math.Round(metrics.Tokens / seconds),
            nominalGflops = Math.Round(gflops, 1),
            shareOfPeak = Math.Round(gflops / (peak * threads), 3),
        };
    }
}
