using System.Globalization;
using Gleaner.Tasks;

namespace Gleaner.Runs.Health;

/// <summary>A check that is being made: sees all records of a run, then concludes.</summary>
/// <param name="id">A stable name.</param>
/// <param name="title">A short heading.</param>
/// <param name="threshold">From where on it is a warning, in words.</param>
/// <param name="advice">What to do about it.</param>
internal abstract class HealthRule(string id, string title, string threshold, string advice)
{
    private readonly List<HealthExample> _examples = [];

    /// <summary>Sees the rollouts of a stage.</summary>
    public virtual void See(StageRollouts stage)
    {
    }

    /// <summary>Sees what an iteration learnt from.</summary>
    public virtual void See(StageExamples stage)
    {
    }

    /// <summary>What came of it.</summary>
    public abstract HealthCheck Conclude();

    protected HealthCheck Result(HealthStatus status, string finding) => new()
    {
        Id = id,
        Title = title,
        Status = status,
        Threshold = threshold,
        Finding = finding.TrimEnd(),
        Advice = advice,
        Examples = status is HealthStatus.Fine or HealthStatus.Unknown ? [] : [.. _examples],
    };

    /// <summary>Keeps an example if there is room for one more on its task.</summary>
    protected void Show(Func<HealthExample> example, TaskId task)
    {
        if (_examples.Count < HealthCheck.MostExamples && _examples.All(known => known.Task != task))
        {
            _examples.Add(example());
        }
    }

    protected void Show(StageRollouts stage, RolloutRecord rollout, string text) => Show(() => HealthExample.Of(stage, rollout, text), rollout.Task);

    /// <summary>From good to bad: nothing of it, some, more than the share allowed.</summary>
    protected static HealthStatus Grade(long count, double largestShare, double allowed) =>
        count == 0 ? HealthStatus.Fine : largestShare > allowed ? HealthStatus.Warning : HealthStatus.Notice;

    protected static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    /// <summary><c>1 rollout</c>, <c>1,200 rollouts</c>.</summary>
    protected static string Count(long count, string what) => Text($"{count:N0} {what}{(count == 1 ? "" : "s")}");

    protected static string Percent(double share) => Text($"{100 * share:0.0} %");
}

/// <summary>Counts something in every stage, and remembers the stage with the largest share of it.</summary>
internal sealed class StageShares
{
    private string _worst = "";
    private (long Count, long Of) _ofWorst;

    public long Count { get; private set; }

    public long Of { get; private set; }

    /// <summary>The largest share in a stage, 0 to 1.</summary>
    public double Largest { get; private set; }

    public double Share => Of == 0 ? 0 : (double)Count / Of;

    public void Add(string place, long count, long of)
    {
        (Count, Of) = (Count + count, Of + of);
        var share = of == 0 ? 0 : (double)count / of;
        if (share > Largest)
        {
            (Largest, _worst, _ofWorst) = (share, place, (count, of));
        }
    }

    /// <summary><c>325 of 390 rollouts (83.3 %) ended early; most of all in “EEF, iteration 1: exploring”, 120 of 130</c>.</summary>
    /// <param name="what">What is counted.</param>
    /// <param name="happened">What happened to it.</param>
    public string Describe(string what, string happened)
    {
        // Some is not none, however little.
        var share = Share is > 0 and < 0.0005 ? "under 0.1 %" : string.Create(CultureInfo.InvariantCulture, $"{100 * Share:0.0} %");
        var text = string.Create(CultureInfo.InvariantCulture, $"{Count:N0} of {Of:N0} {what} ({share}) {happened}");
        return Count == 0 || _ofWorst.Of == Of ? text : string.Create(CultureInfo.InvariantCulture, $"{text}; most of all in “{_worst}”, {_ofWorst.Count:N0} of {_ofWorst.Of:N0}");
    }
}
