using System.Text.Json.Serialization;

namespace Gleaner.Selection;

/// <summary>Why an action has its loss weight. A method may bring reasons of its own.</summary>
/// <param name="Id">Names it in files; the same id has the same text.</param>
/// <param name="Text">Says it to people, as part of a line: <c>expert, beneficial</c>.</param>
[JsonConverter(typeof(WeightReasonConverter))]
public sealed record WeightReason(string Id, string Text)
{
    /// <summary>Weight 1: the student's own action on the way to success.</summary>
    public static WeightReason StudentAction { get; } = new("studentAction", "the student's own");

    /// <summary>Weight 1: an action of an expert trajectory that succeeded.</summary>
    public static WeightReason Demonstration { get; } = new("demonstration", "the expert succeeded");

    /// <summary>Weight 1: an expert action that took the student from failing to succeeding.</summary>
    public static WeightReason ExpertBeneficial { get; } = new("expertBeneficial", "expert, beneficial");

    /// <summary>Weight 1: an expert action on the way to the start state that is not known to do harm.</summary>
    public static WeightReason ExpertOnPath { get; } = new("expertOnPath", "expert, on the way and not known to harm");

    /// <summary>Weight 0: an expert action that is known to do harm.</summary>
    public static WeightReason ExpertHarmful { get; } = new("expertHarmful", "expert, harmful: not learnt");

    /// <summary>Weight 0: an action before the recovery state; only the recovery is to be learnt.</summary>
    public static WeightReason BeforeRecoveryState { get; } = new("beforeRecoveryState", "before the recovery state: not learnt");

    /// <summary>Weight 1: an action of an earlier failed rollout that took the student from failing to succeeding.</summary>
    public static WeightReason EarlierBeneficial { get; } = new("earlierBeneficial", "the student's in an earlier failed rollout, beneficial");

    /// <summary>Weight 1: an action of an earlier failed rollout on the way to the start state that is not known to do harm.</summary>
    public static WeightReason EarlierOnPath { get; } = new("earlierOnPath", "the student's in an earlier failed rollout, on the way and not known to harm");

    /// <summary>Weight 0: an action of an earlier failed rollout that is known to do harm.</summary>
    public static WeightReason EarlierHarmful { get; } = new("earlierHarmful", "the student's in an earlier failed rollout, harmful: not learnt");

    /// <summary>Weight 1: an action of a failed expert trajectory, in methods that imitate those as well.</summary>
    public static WeightReason FailedDemonstration { get; } = new("failedDemonstration", "the expert failed: learnt all the same");

    /// <summary>An action of the preferred side of a pair.</summary>
    public static WeightReason Preferred { get; } = new("preferred", "preferred");

    /// <summary>An action of the other side of a pair.</summary>
    public static WeightReason Dispreferred { get; } = new("dispreferred", "dispreferred");

    /// <summary>Weight 0: an action of a pair that is not compared, before the two sides part or past where the loser is cut.</summary>
    public static WeightReason NotCompared { get; } = new("notCompared", "not compared");

    /// <summary>Weight 1: an action that the student sampled, which counts by the advantage of its trajectory.</summary>
    public static WeightReason Sampled { get; } = new("sampled", "the student's own, by its advantage");

    /// <summary>Weight 0: an action before the student took over, in methods that learn from its own alone.</summary>
    public static WeightReason BeforeStart { get; } = new("beforeStart", "before the start: not learnt");

    /// <summary>Weight 1: an expert action that a judge called decisive.</summary>
    public static WeightReason Critical { get; } = new("critical", "the expert's, judged critical");

    /// <summary>Weight 0: an expert action that a judge did not call decisive.</summary>
    public static WeightReason NotCritical { get; } = new("notCritical", "not judged critical: not learnt");

    /// <summary>Weight 0: a recorded reply in which no action could be made out (<see cref="Trajectories.Turn.IsMalformed"/>), whatever else speaks for it.</summary>
    public static WeightReason Malformed { get; } = new("malformed", "a reply without an action, kept as it was said: not learnt");

    /// <summary>The reasons that Gleaner itself gives.</summary>
    public static IReadOnlyList<WeightReason> All { get; } =
    [
        StudentAction, Demonstration, ExpertBeneficial, ExpertOnPath, ExpertHarmful, BeforeRecoveryState,
        EarlierBeneficial, EarlierOnPath, EarlierHarmful, FailedDemonstration, Preferred, Dispreferred, NotCompared,
        Sampled, BeforeStart, Critical, NotCritical, Malformed,
    ];
}
