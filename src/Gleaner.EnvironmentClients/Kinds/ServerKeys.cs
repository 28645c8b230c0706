using System.Collections.Immutable;
using System.Security.Cryptography;
using Gleaner.Experiments;
using Gleaner.Experiments.Configuration;

namespace Gleaner.EnvironmentClients.Kinds;

/// <summary>The keys that all environments behind servers have.</summary>
/// <param name="Url">Where the server listens.</param>
/// <param name="Sessions">The most sessions at once.</param>
/// <param name="StepTimeout">Time limit of a step.</param>
/// <param name="StartTimeout">Time limit of making a session and of starting a task.</param>
/// <param name="Count">Length of the list of all numbers.</param>
/// <param name="Ids">The tasks of the list of chosen numbers.</param>
/// <param name="Rules">A file with the rules, absolute; null for the built-in ones.</param>
public sealed record ServerKeys(
    Uri Url, int Sessions, TimeSpan StepTimeout, TimeSpan StartTimeout, int Count, ImmutableArray<int> Ids, string? Rules)
{
    private static readonly ValueKind<Uri> Address = new(
        "an address such as http://127.0.0.1:8000",
        new Uri("http://127.0.0.1:8000"),
        scalar => Uri.TryCreate(scalar.Text, UriKind.Absolute, out var url) && url is { Scheme: "http" or "https", Query: "", Fragment: "" }
            ? new(true, url, scalar.Text)
            : default)
        {
            IsText = true,
        };

    /// <summary>Reads the keys. Address, sessions and time limits decide no result: a run can go on with another server of the same data.</summary>
    internal static ServerKeys Read(SectionReader reader, int sessions) => new(
        reader.Unresolved("url", Address, "http://127.0.0.1:8000", "Where the server listens."),
        reader.Unresolved("sessions", ValueKind.Integer(1, 10_000), $"{sessions}", "The most sessions, and so episodes, open at once; the server must allow as many."),
        Seconds(reader, "step_timeout", "60", "Seconds that one step may take; a longer one stops its rollout."),
        Seconds(reader, "start_timeout", "300", "Seconds that making a session and starting a task may take each."),
        reader.Value("count", ValueKind.Integer(1), "100000", "How many tasks the server has: the list `numbers` holds the tasks 0 to one less."),
        reader.Values("ids", ValueKind.Integer(0), "", "Chosen task numbers: the list `ids` holds them in this order."),
        reader.Value("rules", ValueKind.OptionalPath, "", "A text file with what a chat model is told about the environment and its actions; by default Gleaner's own words."));

    private static TimeSpan Seconds(SectionReader reader, string key, string fallback, string meaning) =>
        TimeSpan.FromSeconds(reader.Unresolved(key, ValueKind.Number(0.01, 86_400), fallback, meaning));

    internal static TaskPlan DefaultTasks { get; } = new(
        new TaskRange(ServerWorld.Numbers, 150, 200), new TaskRange(ServerWorld.Numbers, 100, 50), new TaskRange(ServerWorld.Numbers, 0, 100), Disjoint: 0);

    /// <summary>What is checked before a run: the files that are named. Whether the server answers is found when the environment is opened.</summary>
    internal IEnumerable<PreflightCheck> Checks => Rules is { } file ? [new FileCheck("environment.rules", file)] : [];

    /// <summary>The rules from the file that the configuration names.</summary>
    /// <param name="otherwise">The rules where it names none.</param>
    /// <param name="hashes">Gets the file's hash.</param>
    internal string ReadRules(string otherwise, ref ImmutableSortedDictionary<string, string> hashes)
    {
        if (Rules is not { } file)
        {
            return otherwise;
        }

        try
        {
            var bytes = File.ReadAllBytes(file);
            hashes = hashes.Add("rules", Convert.ToHexStringLower(SHA256.HashData(bytes)));
            return System.Text.Encoding.UTF8.GetString(bytes).Trim();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new GleanerException($"{file}: the rules (environment.rules) cannot be read: {exception.Message}", exception);
        }
    }
}
