using Gleaner.IO.Texts;

namespace Gleaner.Trajectories;

/// <summary>The first place where two texts part.</summary>
/// <param name="Position">Index of the first differing character.</param>
/// <param name="Expected">The recorded text around it.</param>
/// <param name="Actual">The text here around it.</param>
public sealed record TextDifference(int Position, string Expected, string Actual)
{
    private const int Before = 40;
    private const int After = 60;

    /// <summary>The first difference, or null if the texts are equal.</summary>
    public static TextDifference? Find(string expected, string actual)
    {
        ArgumentNullException.ThrowIfNull(expected);
        ArgumentNullException.ThrowIfNull(actual);
        var position = expected.AsSpan().CommonPrefixLength(actual);
        return position == expected.Length && position == actual.Length
            ? null
            : new TextDifference(position, Excerpt.Around(expected, position, Before, After), Excerpt.Around(actual, position, Before, After));
    }

    /// <inheritdoc/>
    public override string ToString() => $"at character {Position}: recorded “{Expected}”, here “{Actual}”";
}

/// <summary>A difference between a recording and its replay.</summary>
/// <param name="Step">Number of the action, from 1; 0 for the start.</param>
/// <param name="Action">The action; null for the start.</param>
/// <param name="What">What differs: <c>observation</c>, <c>score</c>, an observation mode.</param>
/// <param name="Difference">The place.</param>
public sealed record ReplayDifference(int Step, string? Action, string What, TextDifference Difference)
{
    /// <summary>False if the action is none where the replay stood.</summary>
    public bool WasPossible { get; init; } = true;

    /// <summary>One line for people.</summary>
    public override string ToString() =>
        $"step {Step}{(Action is null ? "" : $" {Action}")}{(WasPossible ? "" : " (not possible here)")}: {What} differs {Difference}";
}
