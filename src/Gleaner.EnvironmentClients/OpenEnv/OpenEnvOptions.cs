using System.Text.Json;
using System.Text.Json.Nodes;
using Gleaner.IO.Json;

namespace Gleaner.EnvironmentClients.OpenEnv;

/// <summary>A server of OpenEnv.</summary>
public sealed record OpenEnvOptions : ServerConnectionOptions
{
    /// <summary>A server allows one session if it is not told otherwise, so that is the default.</summary>
    public OpenEnvOptions() => Sessions = 1;

    /// <summary>The environment's name in task ids: letters, digits, <c>-</c>, <c>_</c> and <c>.</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The action's field that gets the agent's text; null for the only required one of the server's schema.</summary>
    public string? ActionField { get; init; }

    /// <summary>
    /// Where the text is in an observation: names and list places with dots between, <c>messages.-1.content</c>. Null for the
    /// field of the server's schema that is a text and the only field, or is called <c>text</c>; or else the whole observation as JSON.
    /// </summary>
    public string? ObservationField { get; init; }

    /// <summary>The field of a reset that gets the task's number. Default: <c>seed</c>.</summary>
    public string TaskField { get; init; } = "seed";

    /// <summary>Further fields of every reset, as a JSON object.</summary>
    public string ResetFields { get; init; } = "{}";

    /// <summary>How the return comes from the rewards.</summary>
    public ReturnRule Return { get; init; }

    /// <summary>The return from which on a trajectory is a success. Default: 1.</summary>
    public double SuccessThreshold { get; init; } = 1;

    /// <summary>How long to wait for the server to have room for a session. Default: one minute.</summary>
    public TimeSpan CapacityWait { get; init; } = TimeSpan.FromMinutes(1);

    internal Uri Socket => new UriBuilder(At("/ws")) { Scheme = Url.Scheme == "https" ? "wss" : "ws" }.Uri;

    /// <inheritdoc/>
    internal override void Validate()
    {
        base.Validate();
        Require(SafeName.IsSafe(Name), $"'{Name}' is not a valid name for an environment: use letters, digits, '-', '_' and '.', beginning with a letter or digit.");
        Require(TaskField.Length > 0, "The field of the reset that gets the task's number must have a name.");
        Require(CapacityWait >= TimeSpan.Zero, "The time limits of a server must be positive.");
        Require(double.IsFinite(SuccessThreshold), "The return of a success must be a number.");
        Require(!Reset().ContainsKey(TaskField), $"The reset's further fields must not have '{TaskField}': the task's number goes there.");
    }

    /// <summary>A reset's further fields.</summary>
    internal JsonObject Reset()
    {
        try
        {
            return JsonNode.Parse(ResetFields, null, JsonDefaults.File) as JsonObject
                ?? throw new JsonException("it is not an object.");
        }
        catch (JsonException exception)
        {
            throw new GleanerException($"The reset's further fields must be a JSON object such as {{\"level\":2}}: {exception.Message}", exception);
        }
    }
}

/// <summary>How the return of an episode comes from the rewards of its steps.</summary>
public enum ReturnRule
{
    /// <summary>Their sum: each reward is for its own step. The default.</summary>
    Sum,

    /// <summary>The last one: the server's reward is the score so far.</summary>
    Last,
}
