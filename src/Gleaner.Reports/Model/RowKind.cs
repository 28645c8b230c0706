namespace Gleaner.Reports.Model;

/// <summary>The part a method plays in the comparison; it decides the method's colour and line style.</summary>
public enum RowKind
{
    /// <summary>The policy that wrote the training trajectories; drawn as a dashed horizontal line.</summary>
    Expert,

    /// <summary>A published method to compare with, such as behaviour cloning or RFT×6.</summary>
    Baseline,

    /// <summary>A variant that isolates one cause, such as "BC, as many gradient steps more".</summary>
    Control,

    /// <summary>Exploring Expert Failures; drawn in the accent colour.</summary>
    Eef,
}
