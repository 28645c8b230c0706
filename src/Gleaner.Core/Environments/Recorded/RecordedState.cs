using Gleaner.Trajectories;

namespace Gleaner.Environments.Recorded;

/// <summary>A state that recorded runs passed through: what was seen there, and which actions were tried.</summary>
internal sealed class RecordedState(int run, string text, double reward, bool wasPossible, bool isDone)
{
    private const double SameReward = 1e-9;

    private readonly Dictionary<string, RecordedState> _next = [];
    private string _text = text;
    private bool _isDone = isDone;

    /// <summary>Number of the run that was here first.</summary>
    public int Run => run;

    public Observation Observation => new(_text);

    /// <summary>The reward of the action that led here.</summary>
    public double Reward => reward;

    public bool WasPossible => wasPossible;

    public bool IsDone => _isDone;

    /// <summary>The state after an action; null if nobody tried it.</summary>
    public RecordedState? After(string action) => _next.GetValueOrDefault(action);

    /// <summary>Adds the state after an action, or returns the one that is known.</summary>
    public RecordedState Add(string action, RecordedState state) =>
        _next.TryAdd(action, state) ? state : _next[action];

    /// <summary>
    /// Takes over what another account of this state knows more: a text that was not recorded, or that the task ends here where
    /// this account was only cut short.
    /// </summary>
    /// <param name="other">The other account.</param>
    /// <param name="goesOn">Whether actions follow in it.</param>
    /// <returns>What the two contradict each other in; null if they agree.</returns>
    public (string What, TextDifference Difference)? Merge(RecordedState other, bool goesOn)
    {
        if (_text.Length == 0)
        {
            _text = other._text;
        }
        else if (other._text.Length > 0 && TextDifference.Find(_text, other._text) is { } text)
        {
            return ("the observation", text);
        }

        if (Math.Abs(Reward - other.Reward) > SameReward || WasPossible != other.WasPossible)
        {
            return ("the outcome", TextDifference.Find(Outcome, other.Outcome)!);
        }

        if ((_isDone && goesOn) || (other._isDone && _next.Count > 0))
        {
            return ("the end", TextDifference.Find(End(_isDone), End(other._isDone))!);
        }

        _isDone |= other._isDone;
        return null;
    }

    private string Outcome => FormattableString.Invariant($"reward {Reward:R}, possible {WasPossible}");

    private static string End(bool isDone) => isDone ? "the task ends" : "the task continues";
}
