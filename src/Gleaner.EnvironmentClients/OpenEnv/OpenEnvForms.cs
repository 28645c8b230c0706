using System.Text.Json;

namespace Gleaner.EnvironmentClients.OpenEnv;

/// <summary>How a server's actions are written and its observations read.</summary>
/// <param name="Action">The actions.</param>
/// <param name="Observation">The observations.</param>
internal sealed record OpenEnvForms(ActionForm Action, ObservationForm Observation)
{
    /// <param name="schema">What <c>/schema</c> replied; null if the server has no such path.</param>
    /// <param name="options">What is known without.</param>
    public static OpenEnvForms Of(JsonElement? schema, OpenEnvOptions options) => new(
        ActionForm.Of(Part(schema, "action"), options.ActionField, options.Url),
        ObservationForm.Of(Part(schema, "observation"), options.ObservationField));

    private static JsonElement? Part(JsonElement? schema, string name) =>
        schema is { ValueKind: JsonValueKind.Object } whole && whole.TryGetProperty(name, out var part) ? part : null;
}
