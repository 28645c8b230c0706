using System.Globalization;

namespace Gleaner.ScienceWorld.StandIn;

/// <summary>What the simulator's object answers: the calls that Gleaner makes, with the texts of the real one.</summary>
internal sealed class Simulator(StandInSettings settings, TextWriter output, TextWriter error)
{
    private const string Unknown = "!xspy4j.Py4JException: the stand-in has no such call";

    private const string ObjectTypes = "object_type_ids.tsv";

    private readonly Dictionary<string, IReadOnlyList<string>> _lists = [];
    private int _ids;
    private int _loads;
    private int _steps;
    private World _world = new("boil", 0);
    private string _error = "";
    private double _score;
    private bool _isCompleted;
    private IReadOnlyList<string> _gold = [];

    /// <summary>Whether the fault has come.</summary>
    public bool IsFaulty => settings.Fault != Fault.None && _steps > settings.FaultAfterSteps;

    /// <summary>Whether the request that was answered last was about an exception.</summary>
    public bool IsAskedAboutException { get; private set; }

    /// <summary>Answers a request, without the line feed.</summary>
    public string Answer(string[] request)
    {
        IsAskedAboutException = request is ["c", "o99", ..];
        return request switch
        {
            ["i", "scienceworld.runtime.pythonapi.PythonInterface", "e"] => Create(),
            ["i", var name, "e"] => $"!xsjava.lang.ClassNotFoundException: {name}",
            ["m", "d", var id, "e"] => _lists.Remove(id) ? "!yv" : Unknown,
            ["c", "z:java.lang.String", "join", var separator, ['r', .. var id], "e"] => Text(string.Join(Unescape(separator[1..]), _lists[id])),
            ["c", "o0", var method, .. var arguments, "e"] => Call(method, [.. arguments.Select(argument => Unescape(argument[1..]))]),
            _ => Unknown,
        };
    }

    // As the real one, it writes a file into the folder that it was started in.
    private string Create()
    {
        File.WriteAllText(ObjectTypes, "agent\t0\n");
        return $"!yro{_ids++}";
    }

    private static string Text(string text) =>
        "!ys" + text.Replace("\\", @"\\", StringComparison.Ordinal).Replace("\r", @"\r", StringComparison.Ordinal).Replace("\n", @"\n", StringComparison.Ordinal);

    // The stand-in's actions hold no backslash of their own.
    private static string Unescape(string text) => text.Replace(@"\n", "\n", StringComparison.Ordinal);

    private string Call(string method, string[] arguments) => method switch
    {
        "load" => Load(arguments[0], int.Parse(arguments[1], CultureInfo.InvariantCulture), arguments[2], arguments[3] == "true"),
        "step" => Step(arguments[0]),
        "getScore" => "!yd" + _score.ToString("0.0###############", CultureInfo.InvariantCulture),
        "getCompleted" => _isCompleted ? "!ybtrue" : "!ybfalse",
        "getNumMoves" => $"!yi{_world.Moves}",
        "getTaskDescription" => Text(_world.Description),
        "freeActionLook" => Text(_world.Look),
        "freeActionInventory" => Text(_world.Inventory),
        "getGoalProgressStr" => Text(_world.Progress),
        "getValidActionObjectCombinations" => List(_world.ValidActions),
        "getGoldActionSequence" => List(_gold),
        "getTaskNames" => List(settings.Version == StandInVersion.IsOld ? [.. World.TaskNames.Select(name => "task-1-" + name)] : World.TaskNames),
        "getTaskMaxVariations" => $"!yi{(World.TaskNames.Contains(arguments[0]) ? World.Variations : 0)}",
        _ => Unknown,
    };

    private string Load(string name, int variation, string simplifications, bool withGoldPath)
    {
        _error = "";
        if (!World.TaskNames.Contains(name))
        {
            _error = $"ERROR: Task ({name}): ERROR: Unknown task ({name}).";
        }
        else if (variation >= World.Variations)
        {
            _error = $"ERROR: Task ({name}): ERROR: The requested variation ({variation}) exceeds the total number of variations ({World.Variations}).";
        }

        // As in the real one, a wrong label shows with the first step, and the last score stays until then.
        var answer = _error;
        _error = simplifications.Contains("bogus", StringComparison.Ordinal) ? "ERROR: Unknown simplification label: bogus" : _error;
        _world = new World(name, variation, settings.Version == StandInVersion.Shuffles ? _loads : null);
        _loads++;
        _gold = withGoldPath ? _world.GoldActions : [];
        return settings.Version == StandInVersion.IsOld ? "!yv" : Text(answer);
    }

    private string Step(string action)
    {
        _steps++;
        if (settings.Fault == Fault.Floods && IsFaulty)
        {
            var megabyte = string.Concat(Enumerable.Repeat(new string('#', 1023) + "\n", 1024));
            output.Write(megabyte);
            error.Write(megabyte);
        }

        output.WriteLine($"Description of '{action}'");
        Thread.Sleep(settings.StepDelay);
        if (_error.Length > 0)
        {
            return Text(_error);
        }

        var answer = _world.Step(action);
        (_score, _isCompleted) = (_world.Score, _world.IsCompleted);
        return Text(answer);
    }

    private string List(IReadOnlyList<string> items)
    {
        var id = $"o{++_ids}";
        _lists[id] = items;
        return $"!yl{id}";
    }
}
