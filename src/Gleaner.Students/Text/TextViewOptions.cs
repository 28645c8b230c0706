namespace Gleaner.Students.Text;

/// <summary>How much of the texts a student is shown, and what it can write. Longer views cost tokens in every turn.</summary>
public sealed record TextViewOptions
{
    /// <summary>Most tokens of an episode's first observation, which says what the task is; at least 8. Default 384.</summary>
    public int TaskTokens { get; init; } = 384;

    /// <summary>Most tokens of every other observation; at least 8. Default 320.</summary>
    public int ObservationTokens { get; init; } = 320;

    /// <summary>Whether lines that stood in the observation before are said in one token. Default true.</summary>
    public bool ShortenRepeats { get; init; } = true;

    /// <summary>Which actions can be written. Default: any text.</summary>
    public ActionChoice Actions { get; init; } = ActionChoice.Free;

    /// <summary>Most tokens of an action that the student writes, its end included; at least 2. Null: as many as the longest of the experts' has. Default null.</summary>
    public int? MaxActionTokens { get; init; }
}
