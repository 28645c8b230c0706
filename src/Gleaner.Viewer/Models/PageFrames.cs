using System.Globalization;
using System.Text;
using Gleaner.Trajectories;
using Gleaner.Viewer.Index;
using Gleaner.Viewer.Library;

namespace Gleaner.Viewer.Models;

/// <summary>The frame of a task's page.</summary>
internal static class TaskPageFrame
{
    public static string Title(TaskRow task) => task.Text.Length > 0 ? CutText.Short(task.Text, 120) : task.Id;

    public static IEnumerable<(string Key, string Address)> Keys(TaskModel model, Links links)
    {
        if (model.Neighbours.Before is { } before)
        {
            yield return ("p", links.Task(model.Run, model.Track, before));
        }

        if (model.Neighbours.After is { } after)
        {
            yield return ("n", links.Task(model.Run, model.Track, after));
        }

        var stages = model.Stages.Select(stage => stage.Iteration).ToList();
        var place = stages.IndexOf(model.Iteration);
        if (place > 0)
        {
            yield return ("[", links.Task(model.Run, model.Track, model.Task, stages[place - 1]));
        }

        if (place >= 0 && place + 1 < stages.Count)
        {
            yield return ("]", links.Task(model.Run, model.Track, model.Task, stages[place + 1]));
        }
    }
}

/// <summary>The frame of a rollout's page.</summary>
internal static class RolloutPageFrame
{
    public static PageFrame Of(PageFrame frame, RolloutModel model, Links links)
    {
        var trail = frame.Trail.ToList();
        if (model is { Home: { } home, Line.Task: { } task })
        {
            trail.Add(new Crumb($"{home.Method}, seed {home.Seed}", links.Grid(model.Run, home, new GridState())));
            trail.Add(new Crumb(CutText.Short(TaskPageFrame.Title(task), 60), links.Task(model.Run, home, task, model.Line.Row.Kind == RolloutKind.Exploration ? model.Line.Row.Iteration : null)));
        }

        return frame with
        {
            Title = model.Line.Row.Kind == RolloutKind.Expert ? $"Run of {model.Played.Trajectory.Policy}" : $"Rollout from {model.Line.Row.Label}",
            Trail = trail,
            Keys = [.. Keys(model, links)],
            IsPending = model.Played.Observations == ObservationSource.Opening,
        };
    }

    private static IEnumerable<(string Key, string Address)> Keys(RolloutModel model, Links links)
    {
        if (model.Neighbours.Before is { } before)
        {
            yield return ("h", links.Rollout(model.Run, before.Id));
        }

        if (model.Neighbours.After is { } after)
        {
            yield return ("l", links.Rollout(model.Run, after.Id));
        }
    }
}

/// <summary>The frame of the page on which the environment is played.</summary>
internal static class PlayPageFrame
{
    public static PageFrame Of(PageFrame frame, PlayModel model, Links links)
    {
        var above = RolloutPageFrame.Of(frame, model.Rollout, links);
        return above with
        {
            Title = string.Create(CultureInfo.InvariantCulture, $"From step {model.Step} on"),
            Trail = [.. above.Trail, new Crumb(above.Title, links.Rollout(model.Rollout.Run, model.Rollout.Line.Row.Id))],
            Keys = [],
            IsPending = model.IsOpening,
        };
    }
}

/// <summary>The frame of two rollouts side by side.</summary>
internal static class DiffPageFrame
{
    public static PageFrame Of(PageFrame frame, DiffModel model, Links links)
    {
        var isPending = model.Left.Played.Observations == ObservationSource.Opening || model.Right.Played.Observations == ObservationSource.Opening;
        return model is { Home: { } home, Left.Line.Task: { } task }
            ? frame with { IsPending = isPending, Trail = [.. frame.Trail, new Crumb(CutText.Short(TaskPageFrame.Title(task), 60), links.Task(model.Run, home, task))] }
            : frame with { IsPending = isPending };
    }
}

/// <summary>The whole of a step as plain text.</summary>
internal static class TextPage
{
    public static string Of(Trajectory trajectory, int step)
    {
        var text = new StringBuilder();
        if (step == trajectory.Length)
        {
            return text.Append(CultureInfo.InvariantCulture, $"# What was seen after the last action\n\n{trajectory.Final.Text}\n").ToString();
        }

        var turn = trajectory.Turns[step];
        text.Append(CultureInfo.InvariantCulture, $"# Step {step}: what was seen\n\n{turn.Observation.Text}\n\n");
        if (turn.Thought is { } thought)
        {
            text.Append(CultureInfo.InvariantCulture, $"# Thought\n\n{thought}\n\n");
        }

        return text.Append(CultureInfo.InvariantCulture, $"# Action\n\n{turn.Action}\n").ToString();
    }
}

/// <summary>A page that says one thing.</summary>
internal sealed record MessageModel(string Text);
