using System.Diagnostics;
using System.Text.Json.Nodes;
using Gleaner.Benchmarks.Measuring;
using Gleaner.Decoder.Model;
using Gleaner.Decoder.Training;
using Gleaner.Trajectories;

namespace Gleaner.Benchmarks.Decoder;

/// <summary>What training holds in memory, and whether that grows over a thousand steps.</summary>
internal static class StepMemory
{
    private const int Warmup = 20;
    private const int Steps = 1000;
    private const double Megabyte = 1 << 20;

    public static JsonObject Measure(TextWriter output)
    {
        using Trainer large = new(DecoderModel.Create(BenchmarkModel.Config, 1), new TrainerOptions { Threads = 1 });
        large.Accumulate(BenchmarkModel.Batch(BenchmarkModel.Tokens(1, BenchmarkModel.Length + 1), 1));
        var activations = large.PeakActivationBytes / Megabyte;

        // Batches of changing size: the student's sequences in turns of two.
        var sequences = StudentShape.Batch(16);
        TrainingSequence[][] batches = [.. sequences.Chunk(2)];
        using Trainer trainer = new(DecoderModel.Create(StudentShape.Config, 1), new TrainerOptions { Threads = 2 });
        Run(trainer, batches, Warmup);
        long activationsBefore = trainer.PeakActivationBytes, resident = Resident(), allocated = GC.GetTotalAllocatedBytes(precise: true);
        Run(trainer, batches, Steps);
        var perStep = (double)(GC.GetTotalAllocatedBytes(precise: true) - allocated) / Steps;
        var growth = (Resident() - resident) / Megabyte;
        var activationGrowth = trainer.PeakActivationBytes - activationsBefore;
        using var process = Process.GetCurrentProcess();
        var peak = process.PeakWorkingSet64 / Megabyte;
        output.WriteLine(FormattableString.Invariant(
            $"Memory: one packed row of {BenchmarkModel.Length} tokens of the 6.9M decoder takes {activations:F1} MB of activations and scratch per thread."));
        output.WriteLine(FormattableString.Invariant(
            $"        {Steps} steps of the student allocate {perStep:F0} bytes each, activations grow by {activationGrowth} bytes, resident memory by {growth:F1} MB; peak of this process {peak:F0} MB."));
        return new JsonObject
        {
            ["activation_mb_per_thread"] = Result.Rounded(activations),
            ["steps"] = Steps,
            ["allocated_bytes_per_step"] = Math.Round(perStep),
            ["activation_growth_bytes"] = activationGrowth,
            ["rss_growth_mb"] = Math.Round(growth, 1),
            ["peak_rss_mb"] = Math.Round(peak),
        };
    }

    private static void Run(Trainer trainer, TrainingSequence[][] batches, int steps)
    {
        for (var step = 0; step < steps; step++)
        {
            trainer.Step(batches[step % batches.Length]);
        }
    }

    private static long Resident()
    {
        using var process = Process.GetCurrentProcess();
        return process.WorkingSet64;
    }
}
