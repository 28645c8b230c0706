using System.Globalization;

namespace Gleaner.ScienceWorld.StandIn;

/// <summary>
/// A world of four rooms in which a thing is to be found, focused on and brought into a box: made up, and alike for every task
/// name. Its rules of scores, moves, menus and failures are those of the real one.
/// </summary>
internal sealed class World
{
    /// <summary>Variations of every task.</summary>
    public const int Variations = 30;

    private const string Hub = "hallway", Goal = "kitchen";
    private const double FirstLookScore = 1.0 / 16;
    private const string NotUnderstood = "No known action matches that input.";

    private static readonly string[] Rooms = [Hub, Goal, "workshop", "greenhouse"];
    private static readonly string[] Things = ["dove", "apple seed", "copper wire", "red cup", "blue cup"];

    private readonly Dictionary<string, string> _places = [];
    private readonly string _target;
    private readonly bool _scoresFirstLook;
    private readonly int? _shuffle;
    private string _room;
    private bool _hasFocused;
    private string[]? _menu;

    /// <param name="task">The task's name.</param>
    /// <param name="variation">Its variation.</param>
    /// <param name="shuffle">Odd where things are listed in another order; null where they never are.</param>
    public World(string task, int variation, int? shuffle = null)
    {
        _shuffle = shuffle;

        // In some of the real tasks the look that begins them is worth something already.
        _scoresFirstLook = variation % Rooms.Length == 1;
        _room = Rooms[variation % Rooms.Length];
        _target = Things[variation % 3];
        for (var i = 0; i < Things.Length; i++)
        {
            _places[Things[i]] = i >= 3 ? Goal : Rooms[(variation + i + 1) % Rooms.Length];
        }

        Description = string.Create(CultureInfo.InvariantCulture, $"Your task is to find a(n) {_target}. First, focus on it. Then, move it to the red box in the {Goal}. ({task}, {variation})");
    }

    /// <summary>The real one's names, so that its lists of tasks can be used.</summary>
    public static string[] TaskNames { get; } =
    [
        "boil", "change-the-state-of-matter-of", "chemistry-mix", "chemistry-mix-paint-secondary-color", "chemistry-mix-paint-tertiary-color",
        "find-animal", "find-living-thing", "find-non-living-thing", "find-plant", "freeze", "grow-fruit", "grow-plant", "identify-life-stages-1",
        "identify-life-stages-2", "inclined-plane-determine-angle", "inclined-plane-friction-named-surfaces", "inclined-plane-friction-unnamed-surfaces",
        "lifespan-longest-lived", "lifespan-longest-lived-then-shortest-lived", "lifespan-shortest-lived", "measure-melting-point-known-substance",
        "measure-melting-point-unknown-substance", "melt", "mendelian-genetics-known-plant", "mendelian-genetics-unknown-plant", "power-component",
        "power-component-renewable-vs-nonrenewable-energy", "test-conductivity", "test-conductivity-of-unknown-substances", "use-thermometer",
    ];

    public string Description { get; }

    public int Moves { get; private set; }

    public double Score { get; private set; }

    public bool IsCompleted => Score == 1;

    public string Look =>
        $"This room is called the {_room}. In it, you see: \n\tthe agent{string.Concat(Here(_room).Select(thing => $"\n\ta {thing}"))}"
        + $"{(_room == Goal ? Thermometer + "\n\ta red box" : "")}\nYou also see:{string.Concat(Doors.Select(door => $"\n\tA door to the {door} (that is open)"))}";

    public string Inventory => $"In your inventory, you see:\n{string.Concat(Here("inventory").Select(thing => $"\ta {thing}\n"))}";

    public string Progress => string.Create(CultureInfo.InvariantCulture, $"0\t{_hasFocused}\tfocus on {_target}\n1\t{IsCompleted}\tmove it to the box");

    public IReadOnlyList<string> ValidActions =>
    [
        "inventory", "look around", "task", "wait", "wait1",
        .. Doors.Select(door => $"go to {door}"),
        .. Here(_room).SelectMany(thing => new[] { $"focus on {thing}", $"pick up {thing}" }),
        .. Here("inventory").SelectMany(thing => _room == Goal ? new[] { $"focus on {thing}", $"move {thing} to red box" } : [$"focus on {thing}"]),
    ];

    /// <summary>The shortest solution from here.</summary>
    public IReadOnlyList<string> GoldActions =>
        [.. Way(_room, _places[_target]), $"focus on {_target}", $"pick up {_target}", .. Way(_places[_target], Goal), $"move {_target} to red box"];

    private IEnumerable<string> Doors => _room == Hub ? Rooms.Where(room => room != Hub) : [Hub];

    public string Step(string action)
    {
        if (_menu is { } menu)
        {
            _menu = null;
            return int.TryParse(action, NumberStyles.None, CultureInfo.InvariantCulture, out var entry) && entry < menu.Length
                ? Step(menu[entry]) : $"ERROR: Unknown response ({action}).  Action cancelled.";
        }

        switch (action)
        {
            case "look around":
                Score = _scoresFirstLook && Score >= 0 ? Math.Max(Score, FirstLookScore) : Score;
                return Look;
            case "inventory": return Inventory;
            case "task": return $"Task description:\n{Description}";
            case "wait": return Tick("You decide to wait for 10 iterations.", 11);
            case "wait1": return Tick("You decide to wait for 1 iterations.", 2);
        }

        if (action is "pick up cup" && _room == Goal)
        {
            _menu = ["pick up red cup", "pick up blue cup"];
            return "Ambiguous request: Please enter the number for the action you intended (or blank to cancel):\n"
                + string.Concat(_menu.Select((entry, number) => $"{number}:\t{entry} (in {Goal})\n"));
        }

        return !ValidActions.Contains(action) ? NotUnderstood : action.Split(' ', 3) switch
        {
            ["go", _, var room] => Go(room),
            ["focus", _, var thing] => Focus(thing),
            ["pick", _, var thing] => Put(thing, "inventory", $"You move the {thing} to the inventory."),
            _ => Put(action["move ".Length..^" to red box".Length], "red box", $"You move the {action["move ".Length..^" to red box".Length]} to the red box."),
        };
    }

    private static IEnumerable<string> Way(string from, string to) =>
        from == to ? [] : from == Hub || to == Hub ? [$"go to {to}"] : [$"go to {Hub}", $"go to {to}"];

    private string Thermometer => _shuffle is { } shuffle
        ? string.Create(CultureInfo.InvariantCulture, $"\n\ta thermometer, currently reading a temperature of {10 + (shuffle % 2)} degrees celsius") : "";

    private IEnumerable<string> Here(string place) => (_shuffle % 2 == 1 ? Enumerable.Reverse(Things) : Things).Where(thing => _places[thing] == place);

    private string Go(string room)
    {
        _room = room;
        return Tick($"You move to the {room}.", 1);
    }

    private string Focus(string thing)
    {
        _hasFocused |= thing == _target;
        Score = thing == _target ? Math.Max(Score, 0.5) : -1;
        return Tick($"You focus on the {thing}.", 1);
    }

    private string Put(string thing, string place, string answer)
    {
        _places[thing] = place;
        Score = Score >= 0 && _hasFocused && thing == _target ? (place == "red box" ? 1 : Math.Max(Score, 2.0 / 3)) : Score;
        return Tick(answer, 1);
    }

    private string Tick(string answer, int moves)
    {
        Moves += moves;
        return answer;
    }
}
