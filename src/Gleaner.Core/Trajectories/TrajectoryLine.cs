using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Gleaner.Tasks;

namespace Gleaner.Trajectories;

/// <summary>A trajectory as a line of JSON. The names of the members are the file format; see <see cref="TrajectoryJsonLines"/>.</summary>
internal sealed record TrajectoryLine(
    int Version, TaskId Task, string Policy, double Return, StopReason StopReason, ImmutableArray<TurnLine> Turns, string Final)
{
    /// <summary>Only where an expert has several runs on the task, and only from the second one on.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Run { get; init; }

    /// <summary>Only where the environment failed.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Failure { get; init; }

    public static TrajectoryLine Of(Trajectory trajectory) => new(
        TrajectoryJsonLines.Version,
        trajectory.Task,
        trajectory.Policy,
        trajectory.Return,
        trajectory.StopReason,
        [.. trajectory.Turns.Select(TurnLine.Of)],
        trajectory.Final.Text)
    {
        Run = trajectory.Run == 1 ? null : trajectory.Run,
        Failure = trajectory.Failure,
    };

    public Trajectory ToTrajectory()
    {
        if (Version != TrajectoryJsonLines.Version)
        {
            throw new GleanerException($"the version is {Version}; this program reads version {TrajectoryJsonLines.Version}.");
        }

        if (!double.IsFinite(Return))
        {
            throw new GleanerException("the return is not a finite number.");
        }

        if (Run < 1)
        {
            throw new GleanerException($"the run is {Run}; runs are counted from 1.");
        }

        return new Trajectory(Task, Policy, [.. Turns.Select((turn, index) => turn.ToTurn(index))], new Observation(Final), Return, StopReason)
        {
            Run = Run ?? 1,
            Failure = Failure,
        };
    }
}

/// <summary>A turn in a line of JSON.</summary>
internal sealed record TurnLine(string Observation, string Action, Author Author, double Reward, bool Possible)
{
    /// <summary>Only where it is true.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Malformed { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Thought { get; init; }

    /// <summary>Only where observations had been left out.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int LeftOut { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ImmutableArray<int>? Ids { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? LogProbability { get; init; }

    public static TurnLine Of(Turn turn) => new(turn.Observation.Text, turn.Action, turn.Author, turn.Reward, turn.WasPossible)
    {
        Malformed = turn.IsMalformed,
        Thought = turn.Thought,
        LeftOut = turn.LeftOut,
        Ids = turn.Tokens?.Ids,
        LogProbability = turn.Tokens?.LogProbability,
    };

    public Turn ToTurn(int index) => (Ids, LogProbability) switch
    {
        _ when !double.IsFinite(Reward) => throw new GleanerException($"turns[{index}] has a reward that is not a finite number."),
        _ when LeftOut < 0 || LeftOut > Math.Max(0, index - 1) => throw new GleanerException($"turns[{index}] cannot have left out {LeftOut} observations: {Math.Max(0, index - 1)} stand between the first one and its own."),
        (null, null) => ToTurn(tokens: null),
        ({ } ids, { } logProbability) => ToTurn(new SampledTokens(ids, logProbability)),
        _ => throw new GleanerException($"turns[{index}] must have both 'ids' and 'logProbability', or neither."),
    };

    private Turn ToTurn(SampledTokens? tokens) => new(new Observation(Observation), Action, Author, Reward, Possible)
    {
        IsMalformed = Malformed,
        Thought = Thought,
        LeftOut = LeftOut,
        Tokens = tokens,
    };
}
