using Gleaner.Endpoints.Tests.Fakes;

namespace Gleaner.EndToEnd.Tests.Endpoints;

/// <summary>The tiny experiment with an expert behind a chat endpoint; a scripted shopper answers there.</summary>
internal static class EndpointExperiment
{
    /// <summary>The variable that the key is read from. Child processes inherit it.</summary>
    public const string KeyVariable = "GLEANER_END_TO_END_KEY";

    /// <summary>The key. Nothing that a run leaves behind may contain it.</summary>
    public const string Canary = "sk-canary-5d0e77c1";

    /// <summary>Writes the experiment into a folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="name">The file's name, without extension.</param>
    /// <param name="server">Who answers.</param>
    /// <param name="experts">Further experts, as lines of YAML.</param>
    /// <returns>The YAML file.</returns>
    public static string In(TemporaryFolder folder, string name, FakeChatServer server, string experts = "")
    {
        Environment.SetEnvironmentVariable(KeyVariable, Canary);
        var file = folder.File(name + ".yaml");
        var chat =
            $$"""
              - kind: chat
                name: teacher
                simulated: true
                endpoint: '{{server.Address}}'
                model: scripted-shopper
                api_key_env: {{KeyVariable}}
                parallel: 4
                retry_seconds: 0.01
                prices: {input: 2, cached_input: 1, output: 8}

            """;
        File.WriteAllText(file, TinyExperiment.Yaml
            .Replace("  - kind: simulated-careful\n  - kind: simulated-hasty\n", experts + chat, StringComparison.Ordinal)
            .Replace("experts: [simulated-careful, simulated-hasty], ", "", StringComparison.Ordinal));
        return file;
    }
}
