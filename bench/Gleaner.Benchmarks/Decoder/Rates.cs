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

    /// <summary>By the clock; with one thread, by processor time.</summary>
    public JsonObject Json(double peak, int threads)
    {
        (var key, var value, var peer) = threads == 1
            ? ("train_tokens_per_second_per_core", OursPerCore, PeerPerCore)
            : ("train_tokens_per_second", Ours, Peer);
        JsonObject json = new() { [key] = Result.Rounded(value) };
        if (peer is double other)
        {
            json["peer_" + key] = Result.Rounded(other);
            json["ratio"] = Math.Round(value / other, 3);
        }

        json["share_of_fma_peak"] = Math.Round(ShareOfPeak(peak, threads), 3);
        return json;
    }
}
