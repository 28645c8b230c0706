using System.Text.Json;
using Gleaner.Decoder.Model;
using Gleaner.Decoder.Sampling;

namespace Gleaner.Benchmarks.Decoder;

/// <summary>Token-by-token decoding, with full logits, and prefill; one thread.</summary>
internal static class DecodeBenchmark
{
    private const int Context = 140;
    private const int Steps = 20;

    public static void Run(TextWriter output)
    {
        FrozenDecoder decoder = FrozenDecoder.From(DecoderModel.Create(StudentShape.Config, 1));
        output.WriteLine(JsonSerializer.Serialize(new
        {
            benchmark = "decode",
            student = StudentShape.Config,
            context = $"{Context} to {Context + Steps} tokens",
            runs = new[] { 1, 8, 32, 64 }.Select(batch => Measure(decoder, batch)),
        }));
    }

    private static object Measure(FrozenDecoder decoder, int batch)
    {
        InferenceSession session = new(decoder);
        int[] slots = [.. Enumerable.Range(0, batch).Select(_ => session.Create())];
        SlotExtension[] prompts = [.. slots.Select(slot => new SlotExtension(slot, Enumerable.Range(0, Context).Select(i => ((i * 31) + slot) % 4500).ToArray()))];
        SlotExtension[] steps = [.. slots.Select(slot => new SlotExtension(slot, new[] { slot + 7 }))];
        float[] logits = new float[batch * StudentShape.Config.VocabularySize];
        double prefill = Measurement.Median(
            () =>
            {
                Truncate(0);
                session.Extend(prompts);
            },
            5);
        double decode = Measurement.Median(() => Decode(full: true), 7);
        double hidden = Measurement.Median(() => Decode(full: false), 7);
        return new
        {
            batch,
            prefillTokensPerSecond = Math.Round(batch * Context / prefill),
            decodeTokensPerSecond = Math.Round(batch * Steps / decode),
            decodeWithoutLogitsTokensPerSecond = Math.Round(batch * Steps / hidden),
        };

        void Truncate(int length)
        {
            foreach (int slot in slots)
            {
                session.Truncate(slot, length);
            }
        }

        void Decode(bool full)
        {
            Truncate(Context);
            for (int i = 0; i < Steps; i++)
            {
                session.Extend(steps);
                if (full)
                {
                    session.Logits(logits);
                }
            }
        }
    }
}
