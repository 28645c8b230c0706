using System.Collections.Frozen;
using System.Collections.Immutable;
using Gleaner.Tasks;
using Gleaner.WebShop.Catalogue;
using Gleaner.WebShop.Randomness;

namespace Gleaner.WebShop.Goals;

/// <summary>
/// The goals of a catalogue in the original's order, and the map between goal numbers and task ids. A number means something
/// only beside its catalogue, seed and variant; a task id means the same goal everywhere. Immutable.
/// </summary>
public sealed class GoalList
{
    private readonly FrozenDictionary<TaskId, int> _indexes;

    /// <summary>Makes the goals of a catalogue and shuffles them as the original does.</summary>
    /// <exception cref="GoalException">The catalogue gives no goal of the kind asked for.</exception>
    public GoalList(ProductCatalogue catalogue, GoalSettings? settings = null)
        : this(catalogue, settings ?? new GoalSettings(), Shuffled(catalogue, settings ?? new GoalSettings()))
    {
    }

    /// <summary>A list of given goals, in the order given.</summary>
    /// <exception cref="GoalException">The list is empty.</exception>
    public GoalList(ProductCatalogue catalogue, IEnumerable<Goal> goals)
        : this(catalogue, new GoalSettings(), [.. goals])
    {
    }

    private GoalList(ProductCatalogue catalogue, GoalSettings settings, ImmutableArray<Goal> goals)
    {
        ArgumentNullException.ThrowIfNull(catalogue);
        if (goals.IsEmpty)
        {
            throw new GoalException(settings.Kind == GoalKind.Human
                ? "The catalogue yields no human goals: none of its products has an instruction in items_human_ins.json."
                : "The catalogue yields no goals: none of its products has an instruction in items_ins_v2*.json.");
        }

        Catalogue = catalogue;
        Settings = settings;
        Goals = goals;
        TaskIds = [.. goals.Select(goal => TaskOf(catalogue, goal))];
        _indexes = IndexByTask(TaskIds);
    }

    /// <summary>The catalogue the goals belong to.</summary>
    public ProductCatalogue Catalogue { get; }

    /// <summary>How the goals were made.</summary>
    public GoalSettings Settings { get; }

    /// <summary>The goals by number.</summary>
    public ImmutableArray<Goal> Goals { get; }

    /// <summary>The task id of each goal by number. Goals of equal content (a product may list one option value twice) share one.</summary>
    public ImmutableArray<TaskId> TaskIds { get; }

    /// <summary>The different tasks, in the order of their first goal.</summary>
    public IEnumerable<TaskId> Tasks => TaskIds.Distinct();

    /// <summary>Number of goals.</summary>
    public int Count => Goals.Length;

    /// <summary>The number of a task's goal (the first one of equal goals), or -1.</summary>
    public int IndexOf(TaskId task) => _indexes.GetValueOrDefault(task, -1);

    /// <summary>A task's goal.</summary>
    /// <exception cref="GoalException">The list has no such task.</exception>
    public Goal this[TaskId task] => Goals[RequireIndex(task)];

    /// <summary>
    /// The endless sequence of sessions that the original's resets without an index run through; its constructor takes the
    /// first. Each call starts over.
    /// </summary>
    public IEnumerable<DrawnSession> DrawSessions()
    {
        const string letters = "abcdefghijklmnopqrstuvwxyz";
        const int nameLength = 10;
        var random = new PythonRandom(Settings.ShuffleSeed);
        random.Shuffle<int>(new int[Count]);
        var cumulative = CumulativeWeights();
        while (true)
        {
            var name = new string(random.Choices<char>(letters, nameLength));
            yield return new DrawnSession(name, DrawIndex(cumulative, random));
        }
    }

    internal static TaskId TaskOf(ProductCatalogue catalogue, Goal goal) => new($"webshop/{catalogue.Hash[..8]}/{goal.Hash}");

    internal int RequireIndex(TaskId task)
    {
        var index = IndexOf(task);
        return index >= 0 ? index : throw new GoalException(
            $"There is no task {task} here: this shop's tasks begin with webshop/{Catalogue.Hash[..8]}/; the task belongs to another catalogue, price seed or goal setting.");
    }

    private static ImmutableArray<Goal> Shuffled(ProductCatalogue catalogue, GoalSettings settings)
    {
        ArgumentNullException.ThrowIfNull(catalogue);
        Goal[] goals = [.. GoalBuilder.Build(catalogue, settings)];
        new PythonRandom(settings.ShuffleSeed).Shuffle<Goal>(goals);
        return ImmutableArray.Create(goals);
    }

    private static FrozenDictionary<TaskId, int> IndexByTask(ImmutableArray<TaskId> tasks)
    {
        var indexes = new Dictionary<TaskId, int>(tasks.Length);
        for (var i = 0; i < tasks.Length; i++)
        {
            indexes.TryAdd(tasks[i], i);
        }

        return indexes.ToFrozenDictionary();
    }

    // [0, w0, w0 + w1, ...] as the original keeps it.
    private double[] CumulativeWeights()
    {
        var cumulative = new double[Count + 1];
        for (var i = 0; i < Count; i++)
        {
            cumulative[i + 1] = cumulative[i] + Goals[i].Weight;
        }

        return cumulative;
    }

    // The original never draws past the last but one entry of the cumulative list.
    private static int DrawIndex(double[] cumulative, PythonRandom random)
    {
        var position = random.Uniform(cumulative[0], cumulative[^1]);
        var found = Array.BinarySearch(cumulative, position);
        var index = found < 0 ? ~found : UpperBound(cumulative, found);
        return Math.Min(index, cumulative.Length - 2);
    }

    private static int UpperBound(double[] cumulative, int at)
    {
        var value = cumulative[at];
        while (at < cumulative.Length && cumulative[at] == value)
        {
            at++;
        }

        return at;
    }
}

/// <summary>A session that the original starts when it is given no goal number.</summary>
/// <param name="Name">Name of the session.</param>
/// <param name="GoalIndex">The goal drawn for it.</param>
public sealed record DrawnSession(string Name, int GoalIndex);

/// <summary>Which goals are made of a catalogue.</summary>
public sealed record GoalSettings
{
    /// <summary>Synthetic or human goals.</summary>
    public GoalKind Kind { get; init; } = GoalKind.Synthetic;

    /// <summary>Whose price bounds.</summary>
    public PriceBoundVariant PriceBounds { get; init; } = PriceBoundVariant.Original;

    /// <summary>Seed of the shuffle that gives the goals their numbers; the original's is 233.</summary>
    public ulong ShuffleSeed { get; init; } = 233;
}

/// <summary>The known ways of drawing price bounds.</summary>
public enum PriceBoundVariant
{
    /// <summary>princeton-nlp/WebShop: bounds continue the random stream that drew the prices.</summary>
    Original,

    /// <summary>
    /// AgentGym: the stream is seeded with 233 before synthetic bounds are drawn; a human instruction becomes one goal for each
    /// of the first four bounds above the price.
    /// </summary>
    AgentGym,
}
