using System.Collections.Immutable;
using System.Globalization;
using Gleaner.Tasks;
using Gleaner.WebShop.Catalogue;
using Gleaner.WebShop.Randomness;
using Gleaner.WebShop.Storage;

namespace Gleaner.WebShop.Goals;

/// <summary>
/// The goals of a catalogue in the original's order, and the map between goal numbers and task ids. A number means something
/// only beside its catalogue, seed and variant; a task id means the same goal everywhere. Immutable.
/// </summary>
public sealed class GoalList
{
    private readonly GoalTable _table;
    private readonly string _taskPrefix;

    /// <summary>Makes the goals of a catalogue, from its attributes, and shuffles them as the original does.</summary>
    /// <exception cref="GoalException">The catalogue gives no goal.</exception>
    public GoalList(ProductCatalogue catalogue)
        : this(catalogue, new GoalSettings())
    {
    }

    /// <summary>Makes the goals of a catalogue and shuffles them as the original does.</summary>
    /// <exception cref="GoalException">The catalogue gives no goal of the kind asked for.</exception>
    public GoalList(ProductCatalogue catalogue, GoalSettings settings)
        : this(catalogue, settings, StoredGoals.OpenOrBuild(catalogue, settings), goals: null)
    {
    }

    /// <summary>A list of given goals, in the order given.</summary>
    /// <exception cref="GoalException">The list is empty.</exception>
    public GoalList(ProductCatalogue catalogue, IEnumerable<Goal> goals)
        : this(catalogue, new GoalSettings(), [.. goals])
    {
    }

    private GoalList(ProductCatalogue catalogue, GoalSettings settings, ImmutableArray<Goal> goals)
        : this(catalogue, settings, GoalTable.Of([], [.. goals.Select(GoalHash.Of)], shuffleSeed: null), goals)
    {
        if (goals.IsEmpty)
        {
            throw new GoalException("The list of goals is empty.");
        }
    }

    private GoalList(ProductCatalogue catalogue, GoalSettings settings, GoalTable table, IReadOnlyList<Goal>? goals)
    {
        ArgumentNullException.ThrowIfNull(catalogue);
        Catalogue = catalogue;
        Settings = settings;
        _table = table;
        _taskPrefix = PrefixOf(catalogue);
        Goals = goals ?? new MadeList<Goal>(table.Count, Make);
        TaskIds = new MadeList<TaskId>(table.Count, number => new TaskId(_taskPrefix + GoalHash.Text(table.Hashes.Span[number])));
    }

    /// <summary>The catalogue the goals belong to.</summary>
    public ProductCatalogue Catalogue { get; }

    /// <summary>How the goals were made.</summary>
    public GoalSettings Settings { get; }

    /// <summary>The goals by number, made when they are asked for.</summary>
    public IReadOnlyList<Goal> Goals { get; }

    /// <summary>The task id of each goal by number. Goals of equal content (a product may list one option value twice) share one.</summary>
    public IReadOnlyList<TaskId> TaskIds { get; }

    /// <summary>The different tasks, in the order of their first goal.</summary>
    public IEnumerable<TaskId> Tasks => TaskIds.Distinct();

    /// <summary>Number of goals.</summary>
    public int Count => _table.Count;

    /// <summary>The number of a task's goal (the first one of equal goals), or -1.</summary>
    public int IndexOf(TaskId task)
    {
        const int hashLength = 16;
        return task.Value is { } text
            && text.Length == _taskPrefix.Length + hashLength
            && text.StartsWith(_taskPrefix, StringComparison.Ordinal)
            && ulong.TryParse(text.AsSpan(_taskPrefix.Length), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var hash)
            && text.EndsWith(GoalHash.Text(hash), StringComparison.Ordinal)
            ? _table.IndexOf(hash)
            : -1;
    }

    /// <summary>The id of the product that a task's goal was made of, without making either.</summary>
    /// <exception cref="GoalException">The list has no such task.</exception>
    public string AsinOf(TaskId task)
    {
        var number = RequireIndex(task);
        return _table.Groups.IsEmpty ? Goals[number].Product.Asin : Catalogue.AsinAt(_table.Find(number).Group.Product);
    }

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

    internal static TaskId TaskOf(ProductCatalogue catalogue, Goal goal) => new(PrefixOf(catalogue) + goal.Hash);

    private static string PrefixOf(ProductCatalogue catalogue) => $"webshop/{catalogue.Hash[..8]}/";

    internal int RequireIndex(TaskId task)
    {
        var index = IndexOf(task);
        return index >= 0 ? index : throw new GoalException(
            $"There is no task {task} here: this shop's tasks begin with {_taskPrefix}; the task belongs to another catalogue, price seed or goal setting.");
    }

    private Goal Make(int number)
    {
        var (group, place) = _table.Find(number);
        return GoalMaker.Make(Catalogue.Products[group.Product], Catalogue.Prices[group.Product], group, place);
    }

    private double WeightOf(int number) => _table.Groups.IsEmpty ? Goals[number].Weight : _table.Find(number).Group.Weight;

    // [0, w0, w0 + w1, ...] as the original keeps it.
    private double[] CumulativeWeights()
    {
        var cumulative = new double[Count + 1];
        for (var i = 0; i < Count; i++)
        {
            cumulative[i + 1] = cumulative[i] + WeightOf(i);
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
