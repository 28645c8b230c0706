namespace Gleaner.Students.Text;

/// <summary>
/// A tiny student for text environments: its shape, its view of texts and its pre-training. Defaults: 2000 pieces (fewer if the
/// expert trajectories have not enough text), a context of 2048 tokens, 300 steps of pre-training with 16 sequences at a rate of 2e-3.
/// </summary>
public sealed record TextStudentOptions : TinyStudentOptions
{
    /// <summary>The least value of <see cref="TinyStudentOptions.Pieces"/>: about half are for what escapes are written with.</summary>
    public const int FewestPieces = 520;

    /// <summary>The defaults.</summary>
    public TextStudentOptions() =>
        (Pieces, Context, PretrainingSteps, PretrainingBatch, PretrainingRate) = (2000, 2048, 300, 16, 2e-3);

    /// <summary>Longest sequence of pre-training in tokens; longer ones are cut. Default 512.</summary>
    public int PretrainingLength { get; init; } = 512;

    /// <summary>The view of texts.</summary>
    public TextViewOptions View { get; init; } = new();
}

/// <summary>Which actions a text student can write.</summary>
public enum ActionChoice
{
    /// <summary>Any text; the environment says what it makes of it.</summary>
    Free,

    /// <summary>Only actions that stand in the expert trajectories, whoever's they were and whatever came of them.</summary>
    Known,
}
