namespace Gleaner.Runs.Health;

/// <summary>Examples, and whole iterations, in which no action is trained.</summary>
internal sealed class EmptyMaskRule() : HealthRule(
    "empty-masks",
    "Empty masks",
    $"an iteration that trains no action at all, or more than {Percent(Allowed)} of an iteration's examples without a trained action",
    "Such an example costs time and teaches nothing, and such an iteration leaves the student as it was: look at the verdicts by 'gleaner show', at the method's rule for weights, and at whether exploration solved anything.")
{
    private const double Allowed = 0.1;

    private readonly StageShares _examples = new();
    private readonly List<string> _idle = [];
    private int _iterations;

    public override void See(StageExamples stage)
    {
        var empty = stage.Examples.Where(example => example.Actions.All(action => action.Weight <= 0)).ToList();
        _iterations++;
        _examples.Add(stage.Place, empty.Count, stage.Examples.Length);
        if (empty.Count == stage.Examples.Length && stage.Learning is { Pairs: 0, Samples: 0 })
        {
            _idle.Add(stage.Place);
        }

        foreach (var example in empty)
        {
            var text = Text($"none of {Count(example.Actions.Length, "action")} is trained: {example.Actions.Select(action => action.Reason.Text).FirstOrDefault() ?? "there is none"}");
            Show(() => new HealthExample(stage.Folder, stage.Place, example.Task, null, text), example.Task);
        }
    }

    public override HealthCheck Conclude()
    {
        var status = _idle.Count > 0 ? HealthStatus.Warning : Grade(_examples.Count, _examples.Largest, Allowed);
        return Result(status, status == HealthStatus.Fine
            ? $"Each of {Count(_examples.Of, "example")} has a trained action."
            : (_idle.Count == 0 ? "" : Text($"{_idle.Count:N0} of {Count(_iterations, "iteration")} trained nothing, the first being “{_idle[0]}”. "))
                + (_examples.Count == 0 ? "" : $"{_examples.Describe("examples", "have no trained action")}."));
    }
}

/// <summary>Examples that did not fit into the student's context.</summary>
internal sealed class TruncationRule() : HealthRule(
    "truncated-rows",
    "Truncated rows",
    $"more than {Percent(Allowed)} of an iteration's examples",
    "The last turns of these examples, often the ones that succeed, are not trained on: raise 'student.context', or shorten what the environment shows.")
{
    private const double Allowed = 0.01;

    private readonly StageShares _rows = new();
    private int _unknown;

    public override void See(StageExamples stage)
    {
        if (stage.Learning.Truncated is not { } truncated)
        {
            _unknown += stage.Examples.Length;
            return;
        }

        _rows.Add(stage.Place, truncated.Count, stage.Examples.Length);
        foreach (var example in truncated.First.Where(place => place < stage.Examples.Length).Select(place => stage.Examples[place]))
        {
            var text = Text($"an example of {Count(example.Actions.Length, "action")}, of which the last ones have no room");
            Show(() => new HealthExample(stage.Folder, stage.Place, example.Task, null, text), example.Task);
        }
    }

    public override HealthCheck Conclude()
    {
        if (_rows.Of == 0)
        {
            return _unknown == 0
                ? Result(HealthStatus.Fine, "Nothing was learnt from yet.")
                : Result(HealthStatus.Unknown, "Not recorded: an external trainer does not say it, and neither do runs of earlier versions. 'gleaner export' prints the longest row.");
        }

        var known = _rows.Count == 0 ? $"None of {Count(_rows.Of, "example")} was cut to fit the student's context." : $"{_rows.Describe("examples", "were cut to fit the student's context")}.";
        return Result(Grade(_rows.Count, _rows.Largest, Allowed), _unknown == 0 ? known : Text($"{known} Not recorded for {_unknown:N0} more."));
    }
}
