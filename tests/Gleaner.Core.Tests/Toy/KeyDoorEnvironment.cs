using System.Globalization;
using Gleaner.Environments;
using Gleaner.Tasks;
using Gleaner.Trajectories;

namespace Gleaner.Tests.Toy;

/// <summary>
/// A corridor with a key at one place and a door at its end: task <c>toy/KEY/DOOR</c>. Opening the door with the key ends the
/// task with return 1, without it with 0.5; eating the key ends all hope.
/// </summary>
internal sealed class KeyDoorEnvironment(string suffix = "") : IEnvironment
{
    public static readonly string[] Actions = ["left", "right", "take", "eat", "open"];

    public string Name => "toy";

    public double SuccessThreshold => 1;

    public bool RecordsTexts { get; init; }

    /// <summary>Whether what stands behind the texts does not count when states are compared.</summary>
    public bool IsTolerant { get; init; }

    public bool ShowsSameState(string recorded, string seen) => IsTolerant && recorded.TrimEnd('!') == seen.TrimEnd('!');

    public static TaskId Task(int key, int door) => new($"toy/{key}/{door}");

    public static TaskSplit Split(string name, int first, int count) =>
        new(name, [.. Enumerable.Range(first, count).Select(i => Task(1 + (i % 3), 4 + (i / 3)))]);

    public ValueTask<IEpisode> ResetAsync(TaskId task, CancellationToken cancellationToken)
    {
        var parts = task.Value.Split('/');
        return parts is ["toy", var key, var door]
            ? new(new Episode(task, int.Parse(key, CultureInfo.InvariantCulture), int.Parse(door, CultureInfo.InvariantCulture), suffix))
            : throw new GleanerException($"There is no task {task}.");
    }

    private sealed class Episode(TaskId task, int key, int door, string suffix) : IEpisode
    {
        private int _place;
        private bool _hasKey;
        private bool _isEaten;

        public TaskId Task => task;

        public bool IsDone { get; private set; }

        public double Return { get; private set; }

        // Distances only, so that a student can carry over what it learns from one task to another.
        public Observation Observation => new CorridorObservation(
            (IsDone ? "over" : _isEaten ? "full" : _hasKey ? $"key, door {Side(door)}" : $"no key, key {Side(key)}") + suffix, _place);

        public ValueTask<StepResult> StepAsync(string action, CancellationToken cancellationToken) => new(Step(action));

        private StepResult Step(string action)
        {
            var before = (_place, _hasKey, _isEaten);
            switch (action)
            {
                case "left": _place = Math.Max(0, _place - 1); break;
                case "right": _place = Math.Min(door, _place + 1); break;
                case "take": _hasKey |= _place == key && !_isEaten; break;
                case "eat": (_isEaten, _hasKey) = (_isEaten || _hasKey, false); break;
                case "open" when _place == door:
                    (IsDone, Return) = (true, _hasKey ? 1 : 0.5);
                    return new StepResult(Observation, Return, IsDone: true, WasPossible: true);
                default: break;
            }

            return new StepResult(Observation, 0, IsDone: false, WasPossible: before != (_place, _hasKey, _isEaten));
        }

        private string Side(int place) => place < _place ? "left" : place > _place ? "right" : "here";
    }
}

/// <summary>The state in structured form, as an environment may offer it.</summary>
internal sealed class CorridorObservation(string text, int place) : Observation
{
    public override string Text => text;

    public int Place => place;
}
