using System.Text.Json;
using Gleaner.IO.Json;

namespace Gleaner.Trainers.OpenAi;

/// <summary>A fine-tuning job as the server describes it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Status"><c>validating_files</c>, <c>queued</c>, <c>running</c>, <c>paused</c>, <c>succeeded</c>, <c>failed</c> or <c>cancelled</c>.</param>
/// <param name="Model">The model that is tuned.</param>
/// <param name="TrainingFile">Id of the training file.</param>
/// <param name="FineTunedModel">The tuned model's name; null until there is one.</param>
/// <param name="TrainedTokens">Tokens that were billed; null until it is known.</param>
/// <param name="Error">What went wrong; null if nothing did.</param>
public sealed record FineTuningJob(
    string Id, string Status, string Model, string TrainingFile, string? FineTunedModel, long? TrainedTokens, string? Error)
{
    /// <summary>Whether nothing more will come of it.</summary>
    public bool IsOver => Status is "succeeded" or "failed" or "cancelled";

    /// <summary>Whether there is a tuned model.</summary>
    public bool HasSucceeded => Status == "succeeded" && FineTunedModel is not null;

    internal static FineTuningJob Read(JsonElement json) => new(
        Text(json, "id") ?? throw new KeyNotFoundException("the job has no 'id'."),
        Text(json, "status") ?? throw new KeyNotFoundException("the job has no 'status'."),
        Text(json, "model") ?? "",
        Text(json, "training_file") ?? "",
        Text(json, "fine_tuned_model"),
        json.TryGetProperty("trained_tokens", out var tokens) && tokens.ValueKind == JsonValueKind.Number ? tokens.GetInt64() : null,
        json.TryGetProperty("error", out var error) && error.ValueKind == JsonValueKind.Object ? Text(error, "message") : null);

    private static string? Text(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetText() : null;
}
