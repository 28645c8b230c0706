using System.Collections.Frozen;
using System.Collections.Immutable;
using Gleaner.Environments;
using Gleaner.Randomness;
using Gleaner.Tasks;

namespace Gleaner.Crafting;

/// <summary>Orders from one made-up recipe book: a plan of many actions, and a reward at its end alone.</summary>
public sealed class CraftingEnvironment : IEnvironment
{
    private readonly FrozenDictionary<TaskId, Order> _orders;

    /// <summary>Makes the book and the orders.</summary>
    /// <param name="depth">Levels of recipes, 1 to 5.</param>
    /// <param name="items">Items that are not fired, at least one a level.</param>
    /// <param name="fired">Items that are fired; with the others at most 48.</param>
    /// <param name="count">How many orders, at least 1. Simple ones may come out equal, and then count once.</param>
    /// <param name="seed">What all is made from.</param>
    public CraftingEnvironment(int depth, int items, int fired, int count, Seed seed)
    {
        Book = RecipeBook.Generate(depth, items, fired, seed.Derive("book"));
        var orders = Enumerable.Range(0, count).Select(number => Order.Generate(Book, seed.Derive(number))).DistinctBy(order => order.Task).ToList();
        Tasks = [.. orders.Select(order => order.Task)];
        _orders = orders.ToFrozenDictionary(order => order.Task);
    }

    /// <inheritdoc/>
    public string Name => "crafting";

    /// <summary>A trajectory is positive iff it makes what is ordered.</summary>
    public double SuccessThreshold => 1;

    /// <summary>The recipes that orders are made of.</summary>
    public RecipeBook Book { get; }

    /// <summary>The tasks, in the order in which they were made.</summary>
    public ImmutableArray<TaskId> Tasks { get; }

    /// <inheritdoc/>
    public ValueTask<IEpisode> ResetAsync(TaskId task, CancellationToken cancellationToken) => _orders.TryGetValue(task, out var order)
        ? new(new CraftingEpisode(order, Book))
        : throw new GleanerException($"There is no task {task}: these orders are of another depth or another seed.");

    /// <summary>What is ordered, for results that tell goals apart.</summary>
    internal string? PartsOf(TaskId task) => _orders.TryGetValue(task, out var order) ? string.Join(", ", order.Parts.Select(part => part.Item)) : null;
}
