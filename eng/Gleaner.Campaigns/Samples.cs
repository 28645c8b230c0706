using Gleaner.EndToEnd.Tests;

namespace Gleaner.Campaigns;

/// <summary>Writes what the scripts of eng/peers read: a tiny run, a chat model whose tokens are bytes, and the run's exports with it.</summary>
internal static class Samples
{
    public static async Task<int> WriteAsync(string folder)
    {
        Directory.CreateDirectory(folder);
        var model = Path.Combine(folder, "model");
        var run = Path.Combine(folder, "run");
        TinyChatModel.Write(model, seed: 1);
        var file = Path.Combine(folder, "tiny.yaml");
        await File.WriteAllTextAsync(file, TinyExperiment.Yaml);
        await RequireAsync(folder, "run", file, "--output", run, "--set", "exploration.iterations=1", "--resume");
        foreach (var format in new[] { "openai", "sharegpt", "axolotl", "llamafactory", "trl", "trl-ids" })
        {
            await RequireAsync(folder, "export", run, "--format", format, "--model", model, "--output", Path.Combine(folder, $"{format}.{(format == "sharegpt" ? "json" : "jsonl")}"));
        }

        await RequireAsync(folder, "export", run, "--format", "axolotl", "--output", Path.Combine(folder, "axolotl-without-model.jsonl"));
        return 0;
    }

    private static async Task RequireAsync(string folder, params string[] arguments)
    {
        var outcome = await Host.RunAsync(folder, arguments, CancellationToken.None);
        Console.WriteLine(outcome.Out.TrimEnd());
        if (outcome.ExitCode != 0)
        {
            throw new InvalidOperationException(outcome.Error);
        }
    }
}
