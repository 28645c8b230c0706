using Gleaner.Students.Pretrained;
using Gleaner.Trainers.Trainers;

namespace Gleaner.Trainers.Served;

/// <summary>How a command tunes a model that a server then answers with.</summary>
public sealed record CommandTunerOptions
{
    /// <summary>The name of the base model at the server.</summary>
    public required string BaseModel { get; init; }

    /// <summary>The base model's folder, absolute.</summary>
    public required string BaseFolder { get; init; }

    /// <summary>Where tuned models are put, absolute: each in a folder of its name.</summary>
    public required string Models { get; init; }

    /// <summary>What trains.</summary>
    public required ITrainer Trainer { get; init; }

    /// <summary>The form that the data leaves in. Default: <c>safetensors</c>, the ids and weights themselves.</summary>
    public string Format { get; init; } = "safetensors";

    /// <summary>How the server uses the model's template, in formats that hold ids. Earlier turns are as the server renders them, whatever it says of them. Default: as it is.</summary>
    public ChatTemplateUse TemplateUse { get; init; } = new();

    /// <summary>The beginning of the tuned models' names. Default: gleaner.</summary>
    public string Prefix { get; init; } = "gleaner";

    /// <summary>Makes the server answer with a model; null where the server looks into the folder by itself.</summary>
    public PublishTemplate? Publish { get; init; }

    /// <summary>How long publishing may take. Default: 30 minutes.</summary>
    public TimeSpan PublishTimeLimit { get; init; } = TimeSpan.FromMinutes(30);
}
