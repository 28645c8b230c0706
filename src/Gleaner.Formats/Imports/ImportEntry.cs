using System.Collections.Immutable;
using Gleaner.Chat.Replies;
using Gleaner.Trajectories;

namespace Gleaner.Formats.Imports;

/// <summary>What became of one recorded run: a trajectory or a refusal.</summary>
/// <param name="Trajectory">The trajectory; null if it was refused.</param>
/// <param name="Refusal">Why it was refused; null if it was not.</param>
public sealed record ImportEntry(Trajectory? Trajectory, ImportRefusal? Refusal)
{
    /// <summary>Where the run stands: file and line or number.</summary>
    public string Place { get; init; } = "";

    /// <summary>Whether the environment tells the task's id; else it is a hash of what is known of the task.</summary>
    public bool IsTaskKnown { get; init; }

    /// <summary>Whether the environment was played and showed what was recorded.</summary>
    public bool IsReplayed { get; init; }

    /// <summary>Messages that are not turns of the run and were left out: instructions and their acknowledgement.</summary>
    public int Instructions { get; init; }

    /// <summary>Thoughts that no action followed, and were left out.</summary>
    public int LooseThoughts { get; init; }

    /// <summary>Last messages of the agent that are words and no action, and were left out.</summary>
    public int ClosingWords { get; init; }

    /// <summary>What was cut off replies, one for each reply that was not taken whole.</summary>
    public ImmutableArray<ReplyCut> Cuts { get; init; } = [];

    /// <summary>Replies without an action that are kept as they were said (<see cref="MalformedReplies.Keep"/>): for each of them the reason.</summary>
    public ImmutableArray<string> Malformed { get; init; } = [];

    /// <summary>Whether what was seen last was not recorded and is left empty.</summary>
    public bool IsLastMissing { get; init; }

    /// <summary>A run that is refused.</summary>
    /// <param name="place">File and line or number.</param>
    /// <param name="refusal">Why.</param>
    internal static ImportEntry Refuse(string place, RunRefusedException refusal) => new(null, new ImportRefusal(place, refusal.Reason, refusal.Detail) { IsForMalformedReply = refusal.IsForMalformedReply }) { Place = place };

    /// <summary>A run that is refused.</summary>
    /// <param name="place">File and line or number.</param>
    /// <param name="reason">Why; the same words for the same cause.</param>
    /// <param name="detail">What is special about this one.</param>
    public static ImportEntry Refuse(string place, string reason, string detail) => new(null, new ImportRefusal(place, reason, detail)) { Place = place };
}

/// <summary>A recorded run that cannot be used, and why.</summary>
/// <param name="Place">File and line or number.</param>
/// <param name="Reason">Why; the same words for the same cause, so that causes can be counted.</param>
/// <param name="Detail">What is special about this one.</param>
public sealed record ImportRefusal(string Place, string Reason, string Detail)
{
    /// <summary>Whether it is for a reply without an action that <see cref="MalformedReplies.Keep"/> would have kept.</summary>
    public bool IsForMalformedReply { get; init; }

    /// <summary>One line for people.</summary>
    public override string ToString() => $"{Place}: {Reason} ({Detail})";
}
