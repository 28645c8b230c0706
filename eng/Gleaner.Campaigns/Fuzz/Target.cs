namespace Gleaner.Campaigns.Fuzz;

/// <summary>What a reader promises for a file that means the same.</summary>
internal enum Promise
{
    /// <summary>The same result.</summary>
    Same,

    /// <summary>The same result, or a refusal with a message.</summary>
    SameOrRefused,

    /// <summary>The same result, or a refusal with a message, however the file is spoilt: what is in it is hashed.</summary>
    Sealed,

    /// <summary>Nothing that can be compared.</summary>
    None,
}

/// <summary>A reader, and the files that are spoilt before it reads them.</summary>
/// <param name="Name">Its name in the counts.</param>
/// <param name="Weight">How often it is drawn.</param>
/// <param name="Files">The files that may be spoilt, absolute; one is drawn each time.</param>
/// <param name="Run">Reads.</param>
internal sealed record Target(string Name, int Weight, IReadOnlyList<string> Files, Func<CancellationToken, Task<Outcome>> Run)
{
    /// <summary>Files that hold the result; deleted before each case.</summary>
    public IReadOnlyList<string> Results { get; init; } = [];

    /// <summary>Names of results that are copies of files that may be spoilt, and differ as those do.</summary>
    public IReadOnlyList<string> Copies { get; init; } = [];

    public Promise Promise { get; init; }

    /// <summary>Whether what is printed is part of the result; not where it holds times or numbers of sessions.</summary>
    public bool PrintsResult { get; init; } = true;

    /// <summary>Puts back what a case may have changed beside the spoilt file.</summary>
    public Action Restore { get; init; } = () => { };

    public static Form FormOf(string file) => Path.GetExtension(file) switch
    {
        ".json" => Form.Json,
        ".jsonl" or ".journal" => Form.JsonLines,
        ".yaml" => Form.Yaml,
        ".safetensors" => Form.Safetensors,
        ".txt" or ".csv" or ".jinja" => Form.Text,
        _ => Form.Binary,
    };

    /// <summary>Deletes what earlier cases left, reads, and tells what it came to with all results.</summary>
    public async Task<(Outcome Outcome, string Result)> ReadAsync(CancellationToken cancellationToken)
    {
        foreach (var result in Results)
        {
            if (Directory.Exists(result))
            {
                Directory.Delete(result, recursive: true);
            }

            File.Delete(result);
        }

        var outcome = await Run(cancellationToken);
        var contents = Results.Where(File.Exists).Concat(Results.Where(Directory.Exists).SelectMany(folder => Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)))
            .Where(file => !Copies.Contains(Path.GetFileName(file)))
            .Order(StringComparer.Ordinal)
            .Select(file => Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(file))));
        return (outcome, $"{outcome.ExitCode}\n{(PrintsResult ? outcome.Out : "")}\n{string.Join('\n', contents)}");
    }
}
