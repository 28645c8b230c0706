using Gleaner.Students.Pretrained;
using Gleaner.Trainers.Trainers;

namespace Gleaner.Trainers.Students;

/// <summary>A student that another program trains.</summary>
public sealed record ExternalStudentOptions
{
    /// <summary>The base model and how it is sampled from: folder, context, action length, precision.</summary>
    public required PretrainedStudentOptions Model { get; init; }

    /// <summary>What trains it.</summary>
    public required ITrainer Trainer { get; init; }

    /// <summary>The form that the data leaves in. Default: <c>safetensors</c>, the ids and weights themselves.</summary>
    public string Format { get; init; } = "safetensors";
}
