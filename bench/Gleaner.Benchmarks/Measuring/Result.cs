using System.Text.Json.Nodes;

namespace Gleaner.Benchmarks.Measuring;

/// <summary>
/// The JSON line that a benchmark ends in: <c>bench</c>, figures with their unit in the key, and where a peer ran along,
/// <c>peer</c> with its version, <c>peer_</c> + the figure's key and <c>ratio</c>, ours over the peer's.
/// </summary>
internal sealed class Result(string name)
{
    private readonly JsonObject _json = new() { ["bench"] = name };

    /// <summary>A further key.</summary>
    public Result With(string key, JsonNode? value)
    {
        _json[key] = value;
        return this;
    }

    /// <summary>A figure, and the peer's if there is one.</summary>
    public Result Figure(string key, double value, string? peer, double? peerValue)
    {
        _json[key] = Rounded(value);
        if (peer is not null && peerValue is double other)
        {
            _json["peer"] = peer;
            _json["peer_" + key] = Rounded(other);
            _json["ratio"] = Math.Round(value / other, 3);
        }

        return this;
    }

    public void WriteTo(TextWriter output) => output.WriteLine(_json.ToJsonString());

    /// <summary>Four significant digits are more than a benchmark has to say.</summary>
    public static double Rounded(double value) =>
        value == 0 || !double.IsFinite(value) ? value : Math.Round(value, Math.Clamp(3 - (int)Math.Floor(Math.Log10(Math.Abs(value))), 0, 15));
}
