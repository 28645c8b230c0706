using Gleaner.Endpoints.Policies;
using Gleaner.Endpoints.Prompts;
using Gleaner.Experiments.Configuration;
using Gleaner.Policies;

namespace Gleaner.Endpoints.Kinds;

/// <summary>How a chat model is made an agent.</summary>
public sealed record ChatAgentConfig
{
    /// <summary>What the model is asked for.</summary>
    public required PromptStyle Style { get; init; }

    /// <summary>Sampling temperature; 0 is greedy.</summary>
    public required double Temperature { get; init; }

    /// <summary>Whether a temperature is sent at all.</summary>
    public required bool SendsTemperature { get; init; }

    /// <summary>The most tokens in a reply.</summary>
    public required int MaxReplyTokens { get; init; }

    /// <summary>The model's context.</summary>
    public required ContextWindow Window { get; init; }

    /// <summary>Whether only replies of exactly the form asked for are taken.</summary>
    public required bool IsStrict { get; init; }

    /// <summary>How often a malformed reply is asked about again.</summary>
    public required int Corrections { get; init; }

    /// <summary>What happens when a call fails for good.</summary>
    public required FailureRule OnFailure { get; init; }

    /// <summary>Examples that the prompt shows.</summary>
    public required FewShotConfig FewShot { get; init; }

    /// <summary>How actions are drawn.</summary>
    public Decoding Decoding => new(Temperature);

    /// <summary>Declares its keys.</summary>
    public static ChatAgentConfig Read(SectionReader reader) => new()
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

    /// <summary>Declares the keys of an agent that is asked in the conversation that it is taught. What it writes is played as it stands: a correction is not part of that conversation.</summary>
    public static ChatAgentConfig ReadStudent(SectionReader reader) => new()
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
        reader.Value("max_reply_tokens", ValueKind.Integer(1, 1_000_000), $"{fallback}", "The most tokens in a reply.");

    private static ContextWindow ReadWindow(SectionReader reader) => new(
        reader.Value("context_tokens", ValueKind.Integer(64, 100_000_000), "8192", "The model's context, the reply included. Prompts are estimated from above, at three bytes a token."),
        reader.Value("context_rule", ValueKind.OneOf<ContextRule>(), "drop_oldest", "When an episode no longer fits: `drop_oldest` leaves out the oldest observations after the first, `stop` ends it (context limit)."));

    private static FailureRule ReadOnFailure(SectionReader reader) =>
        reader.Value("on_failure", ValueKind.OneOf<FailureRule>(), "stop", "When a call fails for good: `stop` ends the run, which can be resumed; `give_up` ends the episode as if the agent had no action.");

    private static ValueKind<PromptStyle> Styles { get; } = ValueKind.OneOf(new Dictionary<string, PromptStyle> { ["react"] = PromptStyle.ReAct, ["act"] = PromptStyle.Act, ["student"] = PromptStyle.Student });
}

/// <summary>Examples that a prompt shows: the first successes of a file.</summary>
/// <param name="File">Trajectories, absolute; null for no examples.</param>
/// <param name="Count">How many.</param>
public sealed record FewShotConfig(string? File, int Count)
{
    internal static FewShotConfig Read(SectionReader reader) => new(
        reader.Value("file", ValueKind.OptionalPath, "", "Trajectories whose first successes are shown as examples; nothing for none. Take none of the tested tasks."),
        reader.Value("count", ValueKind.Integer(0, 100), "1", "How many examples are shown, where there is a file."));
}
