using System.Collections.Immutable;
using System.Text.Json;

namespace Gleaner.ScienceWorld.Tests.Py4J;

/// <summary>Requests and answers recorded between a client and the real gateway, in order.</summary>
internal static class Transcript
{
    public static ImmutableArray<(string Send, string Receive)> Read()
    {
        using var file = File.OpenRead(TestData.At("protocol/py4j-transcript.json"));
        using var pairs = JsonDocument.Parse(file);
        return [.. pairs.RootElement.EnumerateArray().Select(pair => (pair.GetProperty("send").GetString()!, pair.GetProperty("recv").GetString()!))];
    }
}
