namespace Gleaner.Formats.Imports;

/// <summary>Conversations in ShareGPT's form (<c>conversations</c> of <c>from</c> and <c>value</c>): AgentGym's data and evaluation output, ETO's, LLaMA-Factory's with tools.</summary>
public sealed class ShareGptImporter : IRunImporter
{
    /// <inheritdoc/>
    public string Name => "sharegpt";

    /// <inheritdoc/>
    public string Description => "Conversations in ShareGPT's form (AgentGym's data and evaluation output, ETO's): JSON, JSON Lines or one object.";

    /// <inheritdoc/>
    public IEnumerable<ImportEntry> Read(IEnumerable<string> paths, ImportSettings settings)
    {
        var reader = new ConversationReader(settings, "conversations");
        return RunImporters.Read(paths, settings, reader.Read);
    }
}

/// <summary>Conversations in OpenAI's form (<c>messages</c> of <c>role</c> and <c>content</c>), with tool calls, and those that resemble it (Anthropic's parts).</summary>
public sealed class OpenAiImporter : IRunImporter
{
    /// <inheritdoc/>
    public string Name => "openai";

    /// <inheritdoc/>
    public string Description => "Conversations in OpenAI's form (messages of role and content, with tool calls): JSON, JSON Lines or one object.";

    /// <inheritdoc/>
    public IEnumerable<ImportEntry> Read(IEnumerable<string> paths, ImportSettings settings)
    {
        var reader = new ConversationReader(settings, "messages");
        return RunImporters.Read(paths, settings, reader.Read);
    }
}
