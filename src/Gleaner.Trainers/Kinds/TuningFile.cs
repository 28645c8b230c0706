using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Gleaner.Experiments.Reporting;
using Gleaner.IO.Json;
using Gleaner.Runs;
using Gleaner.Trainers.Served;

namespace Gleaner.Trainers.Kinds;

/// <summary>What the tuning of a served student took: the models that were made, with the tokens that were billed for each.</summary>
/// <param name="Price">Of a million tokens.</param>
/// <param name="Models">Billed tokens by the tuned model's name.</param>
internal sealed record TuningFile(decimal Price, ImmutableSortedDictionary<string, long> Models)
{
    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase, WriteIndented = true, NewLine = "\n" };

    /// <summary>The file with a model more; one that is there already is not counted twice.</summary>
    public TuningFile With(TunedModel model) => this with { Models = Models.SetItem(model.Name, model.Tokens) };

    public void Write(IRunFiles files, string path) => files.Write(path, stream => JsonSerializer.Serialize(stream, this, Json));

    /// <summary>Reads the file; null if there is none.</summary>
    /// <exception cref="GleanerException">It cannot be understood.</exception>
    public static TuningFile? Read(IRunFiles files, string path)
    {
        if (!files.Exists(path))
        {
            return null;
        }

        using var stream = files.OpenRead(path);
        try
        {
            return JsonSerializer.Deserialize<TuningFile>(stream, Json) is { Models: { } models } file
                ? file with { Models = models.ToImmutableSortedDictionary(StringComparer.Ordinal) }
                : throw new JsonException("it names no models.");
        }
        catch (JsonException exception)
        {
            throw new GleanerException($"{path}: this is no account of fine-tuning: {JsonProblems.Describe(exception)}.", exception);
        }
    }

    /// <summary>The account in a sentence.</summary>
    public string Describe()
    {
        var tokens = Models.Values.Sum();
        var cost = tokens * Price / 1_000_000;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{Models.Count:N0} fine-tuning job{(Models.Count == 1 ? "" : "s")}, {tokens:N0} tokens billed{(cost > 0 ? string.Create(CultureInfo.InvariantCulture, $", cost {cost:0.00##}") : "")}.");
    }
}

/// <summary>What the tuning of a student that a server answers with took, for a run's report.</summary>
public sealed class TuningNotes : IRunNotes
{
    /// <inheritdoc/>
    public string Name => "tuning";

    /// <inheritdoc/>
    public string Summary => "What tuning a served student took.";

    /// <inheritdoc/>
    public IEnumerable<string> Of(RunResults run) =>
        TuningFile.Read(run.Files, Path.Combine(run.Folder, StudentAccess.TuningPath)) is { } tuning ? [$"student: {tuning.Describe()}"] : [];
}
