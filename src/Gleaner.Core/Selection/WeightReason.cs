namespace Gleaner.Selection;

/// <summary>Why an action has its loss weight.</summary>
public enum WeightReason
{
    /// <summary>Weight 1: the student's own action on the way to success.</summary>
    StudentAction,

    /// <summary>Weight 1: an action of an expert trajectory that succeeded.</summary>
    Demonstration,

    /// <summary>Weight 1: an expert action that took the student from failing to succeeding.</summary>
    ExpertBeneficial,

    /// <summary>Weight 1: an expert action on the way to the start state that is not known to do harm.</summary>
    ExpertOnPath,

    /// <summary>Weight 0: an expert action that is known to do harm.</summary>
    ExpertHarmful,

    /// <summary>Weight 0: an expert action before the recovery state; only the recovery is to be learnt.</summary>
    BeforeRecoveryState,
}
