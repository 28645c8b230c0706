using System.Text.Json;
using Gleaner.Benchmarks.Measuring;
using Gleaner.Benchmarks.Peers;
using Gleaner.Decoder.Model;
using Gleaner.Decoder.Sampling;

namespace Gleaner.Benchmarks.Decoder;

/// <summary>
/// <c>bench decode</c>: greedy decoding with cached keys and values on one core, 1, 8 and 32 sequences at a time, against PyTorch
/// on the same weights and prompts. The figure is that of fp32, which the peer computes in; bfloat16 and 8-bit weights run beside it.
/// </summary>
public static class DecodeBenchmark
{
    private const int Rounds = 7;
    private const int Prompt = 140;
    private const int Steps = 32;

    /// <summary>A turn decodes at least so many tokens: fewer would be over before the runtime has compiled what is used often.</summary>
    private const int TurnTokens = 2048;

    private static readonly int[] Batches = [1, 8, 32];

    /// <summary>Measures, and prints a line for each batch and one of JSON.</summary>
    public static void Run(TextWriter output)
    {
        ArgumentNullException.ThrowIfNull(output);
        var tokens = BenchmarkModel.Tokens(Batches[^1], Prompt);
        var model = DecoderModel.Create(BenchmarkModel.Config, 1);
        FrozenDecoder decoder = FrozenDecoder.From(model), halves = FrozenDecoder.From(model, WeightPrecision.BFloat16), bytes = FrozenDecoder.From(model, WeightPrecision.Int8);
        using var inputs = new SharedInputs(model, tokens);
        using var torch = TorchPeer.TryStart("torch_decode.py", [inputs.Checkpoint, inputs.Tokens], 1, wide: false, output);
        output.WriteLine(FormattableString.Invariant($"Greedy decoding, {model.ParameterCount / 1e6:F1}M decoder, one core, full logits, {Prompt} tokens of prompt, then {Steps}."));
        output.WriteLine($"Tokens per second by processor time, best of {Rounds} turns. {Machine.Describe()}.");
        var table = new Table(output, ("batch", 5), ("ours", 8), ("peer", 8), ("ratio", 6), ("same ids", 9), ("bf16 weights", 12), ("ratio", 6), ("int8 weights", 12), ("ratio", 6));
        var result = new Result("decode");
        var lowest = double.PositiveInfinity;
        foreach (var batch in Batches)
        {
            var decoding = new GreedyDecoding(decoder, tokens, batch, Prompt, Steps);
            var command = $"{batch} {Prompt} {Steps}";
            var decodingHalves = new GreedyDecoding(halves, tokens, batch, Prompt, Steps);
            var decodingBytes = new GreedyDecoding(bytes, tokens, batch, Prompt, Steps);
            var times = TurnTokens / (batch * Steps);
            var best = Contest.Run(
                Rounds,
                [
                    () => Timing.Sum(times, () => decoding.Run()),
                    torch is null ? null : () => Timing.Sum(times, () => torch.Time(command)),
                    () => Timing.Sum(times, () => decodingHalves.Run()),
                    () => Timing.Sum(times, () => decodingBytes.Run()),
                ]);
            double count = batch * Steps * times, rate = count / best[0]!.Value.ProcessorSeconds, halfRate = count / best[2]!.Value.ProcessorSeconds, byteRate = count / best[3]!.Value.ProcessorSeconds;
            var other = count / best[1]?.ProcessorSeconds;
            var same = torch?.Ask(command) is { } answer ? $"{Agreeing(decoding.Chosen, answer)}/{decoding.Chosen.Count}" : "";
            table.Row(batch, Table.Number(rate, "F0"), Table.Number(other, "F0"), Table.Number(rate / other, "F2"), same, Table.Number(halfRate, "F0"), Table.Number(halfRate / other, "F2"), Table.Number(byteRate, "F0"), Table.Number(byteRate / other, "F2"));
            result.Figure($"decode_batch_{batch}_tokens_per_second_per_core", rate, torch?.Name, other);
            result.With($"decode_batch_{batch}_bf16_weights_tokens_per_second_per_core", Result.Rounded(halfRate));
            result.With($"decode_batch_{batch}_int8_weights_tokens_per_second_per_core", Result.Rounded(byteRate));
            if (other is double value)
            {
                result.With($"ratio_batch_{batch}", Math.Round(rate / value, 3));
                lowest = Math.Min(lowest, rate / value);
            }
        }

        if (double.IsFinite(lowest))
        {
            result.With("ratio", Math.Round(lowest, 3));
        }

        result.WriteTo(output);
    }

    /// <summary>How many ids agree before the first that does not.</summary>
    private static int Agreeing(List<int> ours, JsonElement answer)
    {
        int[] theirs = [.. answer.GetProperty("ids").EnumerateArray().Select(id => id.GetInt32())];
        return ours.Zip(theirs).TakeWhile(pair => pair.First == pair.Second).Count();
    }
}
