using System.Text.Json.Nodes;
using Gleaner.Benchmarks.Measuring;

namespace Gleaner.Benchmarks.Decoder;

/// <summary>Tokens in a second, by the clock and for each core at work.</summary>
internal sealed record Rates(double Tokens, double Flops, Timing OurTime, Timing? PeerTime)
{
    public double Ours => Tokens / OurTime.Seconds;

    public double? Peer => Tokens / PeerTime?.Seconds;

    public double OursPerCore => Tokens / OurTime.ProcessorSeconds;

    public double? PeerPerCore => Tokens / PeerTime?.ProcessorSeconds;

    /// <summary>Floating point operations over what the threads' cores could do: by the clock, on one thread by processor time.</summary>
    public double ShareOfPeak(double peak, int threads) => Flops / (threads == 1 ? OurTime.ProcessorSeconds : OurTime.Seconds * threads) / 1e9 / peak;

    public void Print(Table table, string name, int threads, double peak) => table.Row(
        name,
        threads,
        Table.Number(Ours, "F0"),
        Table.Number(Peer, "F0"),
        Table.Number(Ours / Peer, "F2"),
        Table.Number(OursPerCore, "F0"),
        Table.Number(PeerPerCore, "F0"),
        Table.Number(OursPerCore / PeerPerCore, "F2"),
        Table.Share(ShareOfPeak(peak, threads)));

    public JsonObject PerCoreJson(double peak) => new()
    {
        ["train_tokens_per_second_per_core"] = Result.Rounded(OursPerCore),
        ["peer_train_tokens_per_second_per_core"] = PeerPerCore is double peer ? Result.Rounded(peer) : null,
        ["ratio"] = PeerPerCore is double other ? Math.Round(OursPerCore / other, 3) : null,
        ["share_of_fma_peak"] = Math.Round(ShareOfPeak(peak, 1), 3),
    };
}
