using System.Text.Json.Serialization;
using Gleaner.Students.Learning;
using Gleaner.Students.Pretrained;
using Gleaner.Tinker;

namespace Gleaner.Trainers.TrainingApi;

/// <summary>A student behind a training API, and how it learns.</summary>
public sealed record TinkerStudentOptions
{
    /// <summary>The base model's name at the server.</summary>
    public required string Model { get; init; }

    /// <summary>A local folder with the model's tokenizer and chat template; no weights are needed.</summary>
    public required string Folder { get; init; }

    /// <summary>Longest sequence in tokens. Default 2048.</summary>
    public int Context { get; init; } = 2048;

    /// <summary>Most tokens of an action, the end of its turn included; at least 2. Default 64.</summary>
    public int MaxActionTokens { get; init; } = 64;

    /// <summary>Whether what the system would say is put before the first message of the user, for templates without a system role.</summary>
    public bool FoldSystemIntoUser { get; init; }

    /// <summary>What the template is told as <c>enable_thinking</c>; null: nothing.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool? Thinking { get; init; }

    /// <summary>Whether earlier turns stay as they were written where the template would write them differently.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool KeepTurns { get; init; }

    /// <summary>The adapters. Default: rank 16 on attention and feed-forward blocks; their seed is the student's own.</summary>
    public TinkerLora Lora { get; init; } = new(16);

    /// <summary>Schedule, decay and clipping; its threads and accelerator are the server's business.</summary>
    public LearningOptions Learning { get; init; } = new();

    /// <summary>Steps between two savings of weights and optimiser, from which a lost model is taken up again; at least 1. Default 20.</summary>
    [JsonIgnore]
    public int SaveSteps { get; init; } = 20;

    /// <summary>How the template is used.</summary>
    [JsonIgnore]
    public ChatTemplateUse TemplateUse => new() { FoldSystemIntoUser = FoldSystemIntoUser, Thinking = Thinking, KeepTurns = KeepTurns };
}

/// <summary>What tokens cost, in any currency, for a million of them, and what may be spent.</summary>
/// <param name="Prompt">Of prompts.</param>
/// <param name="Sample">Of sampled tokens.</param>
/// <param name="Train">Of trained sequences: all their tokens, forward and backward.</param>
public sealed record TrainingPrices(decimal Prompt, decimal Sample, decimal Train)
{
    /// <summary>For your own server.</summary>
    public static TrainingPrices Free { get; } = new(0, 0, 0);

    /// <summary>What it costs to train on so many tokens.</summary>
    public decimal CostOfTraining(long tokens) => tokens * Train / 1_000_000;
}
