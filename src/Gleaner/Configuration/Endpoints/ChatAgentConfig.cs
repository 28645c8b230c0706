using Gleaner.CommandLine.Configuration.Reading;
using Gleaner.CommandLine.Worlds;
using Gleaner.Endpoints.Policies;
using Gleaner.Endpoints.Prompts;
using Gleaner.Policies;
using Gleaner.Trajectories;

namespace Gleaner.CommandLine.Configuration.Endpoints;

/// <summary>How a chat model is made an agent.</summary>
internal sealed record ChatAgentConfig
{
    public required PromptStyle Style { get; init; }

    public required double Temperature { get; init; }

    public required bool SendsTemperature { get; init; }

    public required int MaxReplyTokens { get; init; }

    public required ContextWindow Window { get; init; }

    public required bool IsStrict { get; init; }

    public required int Corrections { get; init; }

    public required FailureRule OnFailure { get; init; }

    public required FewShotConfig FewShot { get; init; }

    public Decoding Decoding => new(Temperature);

    /// <summary>The agent in a world.</summary>
    /// <exception cref="GleanerException">The examples cannot be read.</exception>
    public ChatPolicyOptions For(World world, string name, string model) =>
        new(name, model, new AgentPrompt(Style == PromptStyle.Student ? world.Rules : EnvironmentRules.For(world.Environment.Name, world.Rules), Style, FewShot.Read(world.Environment.SuccessThreshold)))
        {
            IsStrict = IsStrict,
            Corrections = Corrections,
            Window = Window,
            MaxReplyTokens = MaxReplyTokens,
            SendsTemperature = SendsTemperature,
            OnFailure = OnFailure,
        };

    internal static ChatAgentConfig Read(SectionReader reader) => new()
    {
        Style = reader.Value("prompt", Styles, "react", "`react` asks for a thought and an action, `act` for an action alone; `student` is the conversation that `gleaner export` teaches a student, for one that was trained elsewhere and is served."),
        Temperature = reader.Value("temperature", ValueKind.Number(0, 2), "0", "Sampling temperature; 0 is greedy."),
        SendsTemperature = reader.Value("send_temperature", ValueKind.Flag, "true", "Whether a temperature is sent at all; some models take none."),
        MaxReplyTokens = ReadReplyTokens(reader, 512),
        Window = ReadWindow(reader),
        IsStrict = reader.Value("strict", ValueKind.Flag, "false", "Take only replies of exactly the form that was asked for; otherwise also those that leave no doubt."),
        Corrections = reader.Value("corrections", ValueKind.Integer(0, 10), "1", "How often a malformed reply is asked about again; then its first line is played as it is."),
        OnFailure = ReadOnFailure(reader),
        FewShot = reader.Section("few_shot", FewShotConfig.Read),
    };

    /// <summary>An agent that is asked in the conversation that it is taught. What it writes is played as it stands: a correction is no part of that conversation.</summary>
    internal static ChatAgentConfig ReadStudent(SectionReader reader) => new()
    {
        Style = PromptStyle.Student,
        Temperature = 0,
        SendsTemperature = true,
        MaxReplyTokens = ReadReplyTokens(reader, 64),
        Window = ReadWindow(reader),
        IsStrict = false,
        Corrections = 0,
        OnFailure = ReadOnFailure(reader),
        FewShot = new FewShotConfig(null, 0),
    };

    private static int ReadReplyTokens(SectionReader reader, int fallback) =>
        reader.Value("max_reply_tokens", ValueKind.Integer(1, 1_000_000), $"{fallback}", "Most tokens of a reply.");

    private static ContextWindow ReadWindow(SectionReader reader) => new(
        reader.Value("context_tokens", ValueKind.Integer(64, 100_000_000), "8192", "The model's context, the reply included. Prompts are estimated from above, at three bytes a token."),
        reader.Value("context_rule", ValueKind.OneOf<ContextRule>(), "drop_oldest", "When an episode no longer fits: `drop_oldest` leaves out the oldest observations after the first, `stop` ends it (context limit)."));

    private static FailureRule ReadOnFailure(SectionReader reader) =>
        reader.Value("on_failure", ValueKind.OneOf<FailureRule>(), "stop", "When a call fails for good: `stop` ends the run, which can be gone on with; `give_up` ends the episode as if the agent had no action.");

    private static ValueKind<PromptStyle> Styles { get; } = ValueKind.OneOf(new Dictionary<string, PromptStyle> { ["react"] = PromptStyle.ReAct, ["act"] = PromptStyle.Act, ["student"] = PromptStyle.Student });
}

/// <summary>Examples that a prompt shows: the first successes of a file.</summary>
/// <param name="File">Trajectories, absolute; null for no examples.</param>
/// <param name="Count">How many.</param>
internal sealed record FewShotConfig(string? File, int Count)
{
    /// <summary>The examples.</summary>
    /// <exception cref="GleanerException">The file cannot be read, or has too few successes.</exception>
    public IReadOnlyList<Trajectory> Read(double successThreshold)
    {
        if (File is null || Count == 0)
        {
            return [];
        }

        try
        {
            var examples = TrajectoryJsonLines.Read(System.IO.File.OpenRead(File), File).Where(trajectory => trajectory.IsPositive(successThreshold)).Take(Count).ToList();
            return examples.Count == Count
                ? examples
                : throw new GleanerException($"{File}: it has {examples.Count} successes, and 'few_shot.count' asks for {Count}.");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new GleanerException($"{File}: the examples of 'few_shot.file' cannot be read: {exception.Message}", exception);
        }
    }

    internal static FewShotConfig Read(SectionReader reader) => new(
        reader.Value("file", ValueKind.OptionalPath, "", "Trajectories whose first successes are shown as examples; nothing for none. Take none of the tested tasks."),
        reader.Value("count", ValueKind.Integer(0, 100), "1", "How many examples are shown, where there is a file."));
}
