using System.Collections.Immutable;

namespace Gleaner.Runs;

/// <summary>
/// What people are told about a run: names and descriptions of its parts. It stands in the run's manifest, so that reports need
/// nothing but the run's folder, and decides no result.
/// </summary>
public sealed record RunDisplay
{
    /// <summary>The run's name.</summary>
    public required string Name { get; init; }

    /// <summary>Whether the run's configuration is YAML that its experiment can be read from again; false if a program put it together.</summary>
    public required bool IsConfigured { get; init; }

    /// <summary>What the environment is, in a few words.</summary>
    public required string Environment { get; init; }

    /// <summary>What a chat model is told about the environment and its actions; exports for chat models begin with it. Empty for nothing.</summary>
    public required string Rules { get; init; }

    /// <summary>Whether rollouts are recorded with the texts of observations, so that they can be read without the environment.</summary>
    public required bool RecordsTexts { get; init; }

    /// <summary>What results report beside win rate and score.</summary>
    public required ImmutableArray<MeasureDisplay> Measures { get; init; }

    /// <summary>What the student is, in a few words.</summary>
    public required string Student { get; init; }

    /// <summary>What to keep in mind when reading the student's numbers; empty for nothing.</summary>
    public required string StudentNote { get; init; }

    /// <summary>The experts, in the order of the tables.</summary>
    public required ImmutableArray<ExpertDisplay> Experts { get; init; }

    /// <summary>The methods, behaviour cloning first.</summary>
    public required ImmutableArray<MethodDisplay> Methods { get; init; }
}

/// <summary>What people are told about a measure.</summary>
/// <param name="Name">A short name for tables.</param>
/// <param name="Meaning">What it is, in a sentence.</param>
public sealed record MeasureDisplay(string Name, string Meaning);

/// <summary>What people are told about an expert.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Description">What it is, in a sentence.</param>
/// <param name="IsSimulated">Whether it is a script; null if that is not known.</param>
public sealed record ExpertDisplay(string Name, string Description, bool? IsSimulated);

/// <summary>What people are told about a method.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Description">What it does, in a sentence.</param>
/// <param name="Role">The part that it plays in the comparison.</param>
public sealed record MethodDisplay(string Name, string Description, MethodRole Role);

/// <summary>The part that a method plays in a comparison.</summary>
public enum MethodRole
{
    /// <summary>What the others are measured against.</summary>
    Baseline,

    /// <summary>A variant that isolates one effect.</summary>
    Control,

    /// <summary>It explores experts' failures; its results are tested against those of every other method.</summary>
    Eef,
}
