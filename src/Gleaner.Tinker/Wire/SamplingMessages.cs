using System.Text.Json;

namespace Gleaner.Tinker.Wire;

/// <summary><c>POST asample</c>.</summary>
internal sealed record SampleRequest
{
    public int NumSamples { get; init; } = 1;

    public required InputFields Prompt { get; init; }

    public required SamplingFields SamplingParams { get; init; }

    public string? BaseModel { get; init; }

    public string? ModelPath { get; init; }

    public string? SamplingSessionId { get; init; }

    public long? SeqId { get; init; }

    public bool? PromptLogprobs { get; init; }

    public int? TopkPromptLogprobs { get; init; }

    public string Type { get; init; } = "sample";
}

/// <summary>How tokens are drawn.</summary>
internal sealed record SamplingFields
{
    public int? MaxTokens { get; init; }

    public long? Seed { get; init; }

    /// <summary>Null, a text, texts or token ids.</summary>
    public JsonElement? Stop { get; init; }

    public double Temperature { get; init; } = 1;

    public int TopK { get; init; } = -1;

    public double TopP { get; init; } = 1;
}

/// <summary>The result of sampling.</summary>
internal sealed record SampleReply
{
    public required IReadOnlyList<SequenceFields> Sequences { get; init; }

    public IReadOnlyList<float?>? PromptLogprobs { get; init; }

    public string Type { get; init; } = "sample";
}

/// <summary>A sampled sequence.</summary>
internal sealed record SequenceFields
{
    /// <summary><c>stop</c> or <c>length</c>.</summary>
    public required string StopReason { get; init; }

    public required int[] Tokens { get; init; }

    public float[]? Logprobs { get; init; }
}
