using Gleaner.Reports.Model;

namespace Gleaner.Reports.Pages;

/// <summary>What a stage changed for a task.</summary>
internal enum TaskOutcome
{
    /// <summary>Solved, and an earlier stage had solved it too (or this is the first stage).</summary>
    Solved,

    /// <summary>Solved for the first time, after earlier stages failed.</summary>
    Newly,

    /// <summary>Failed although an earlier stage had solved it.</summary>
    Regressed,

    /// <summary>Failed, as always so far.</summary>
    Unsolved,

    /// <summary>Not tried.</summary>
    Untried,
}

/// <summary>Derives outcomes from the plain solved / failed marks of the model.</summary>
internal static class TaskOutcomes
{
    /// <summary>Outcomes in the order in which legends and stacks show them.</summary>
    public static readonly IReadOnlyList<TaskOutcome> All = [TaskOutcome.Solved, TaskOutcome.Newly, TaskOutcome.Regressed, TaskOutcome.Unsolved, TaskOutcome.Untried];

    public static string Words(TaskOutcome outcome) => outcome switch
    {
        TaskOutcome.Solved => "solved",
        TaskOutcome.Newly => "newly solved",
        TaskOutcome.Regressed => "regressed",
        TaskOutcome.Unsolved => "unsolved",
        _ => "not tried",
    };

    public static string Css(TaskOutcome outcome) => outcome switch
    {
        TaskOutcome.Solved => "o-solved",
        TaskOutcome.Newly => "o-newly",
        TaskOutcome.Regressed => "o-regressed",
        TaskOutcome.Unsolved => "o-unsolved",
        _ => "o-untried",
    };

    /// <summary>The outcome of every stage; the result has <paramref name="stages"/> entries.</summary>
    public static TaskOutcome[] Of(TaskHistory task, int stages)
    {
        var outcomes = new TaskOutcome[stages];
        var (tried, everSolved) = (false, false);
        for (var s = 0; s < stages; s++)
        {
            var solved = s < task.Solved.Count ? task.Solved[s] : null;
            outcomes[s] = solved switch
            {
                null => TaskOutcome.Untried,
                true => everSolved || !tried ? TaskOutcome.Solved : TaskOutcome.Newly,
                false => everSolved ? TaskOutcome.Regressed : TaskOutcome.Unsolved,
            };
            tried |= solved is not null;
            everSolved |= solved is true;
        }

        return outcomes;
    }

    /// <summary>Index of the first stage that solved the task, or −1.</summary>
    public static int FirstSolved(TaskHistory task)
    {
        for (var s = 0; s < task.Solved.Count; s++)
        {
            if (task.Solved[s] is true)
            {
                return s;
            }
        }

        return -1;
    }
}
