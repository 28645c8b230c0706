using System.Text.Json.Nodes;

namespace Gleaner.Endpoints.Tests.Fakes;

/// <summary>A request that the fake server was sent.</summary>
/// <param name="Number">Counts the requests, from 1.</param>
/// <param name="Attempt">Counts the requests of the same body, from 1.</param>
/// <param name="Body">The body.</param>
internal sealed record ReceivedCall(int Number, int Attempt, JsonNode Body)
{
    public IReadOnlyList<(string Role, string Text)> Messages =>
        [.. Body["messages"]!.AsArray().Select(message => ((string)message!["role"]!, (string)message["content"]!))];
}
