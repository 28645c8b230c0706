using System.Collections.Immutable;
using Gleaner.Environments;
using Gleaner.Tasks;
using Gleaner.Trajectories;

namespace Gleaner.Crafting;

/// <summary>
/// An order being worked on: <c>gather ITEM</c> takes one from the shelf, <c>craft ITEM</c> uses up its ingredients or says which one
/// it lacks, and so does <c>assemble order</c> with the parts. What is fired needs a hot kiln: <c>fill kiln</c>, <c>light kiln</c>, <c>fan kiln</c>, in this order, and nothing tells
/// the steps apart before the last.
/// </summary>
public sealed class CraftingEpisode : IEpisode
{
    private static readonly ImmutableArray<string> Firing = ["fill", "light", "fan"];

    /// <summary>The action that ends an order.</summary>
    internal const string Assemble = "assemble order";

    /// <summary>What an order is called where it lacks something.</summary>
    internal const string WholeOrder = "order";

    private readonly Order _order;
    private readonly RecipeBook _book;
    private ImmutableSortedDictionary<string, int> _shelf;
    private ImmutableSortedDictionary<string, int> _bag;
    private int _fired;

    internal CraftingEpisode(Order order, RecipeBook book)
    {
        (_order, _book, _shelf, _bag) = (order, book, order.Shelf, order.Bag);
        Observation = See($"Order: {string.Join(", ", order.Parts.Select(part => part.Item))}.\nShelf: {Stock.Text(order.Shelf)}.", Notice.None);
    }

    /// <inheritdoc/>
    public TaskId Task => _order.Task;

    /// <inheritdoc/>
    public Observation Observation { get; private set; }

    /// <inheritdoc/>
    public bool IsDone { get; private set; }

    /// <inheritdoc/>
    public double Return => IsDone ? 1 : 0;

    /// <summary>How many steps make the kiln hot.</summary>
    internal static IReadOnlyList<string> FiringSteps { get; } = [.. Firing.Select(verb => $"{verb} kiln")];

    /// <summary>Acts. What fails changes nothing but what is seen; what nobody could do here is no action at all.</summary>
    public ValueTask<StepResult> StepAsync(string action, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(action);
        var (verb, item) = action.Split(' ', 2) is [var first, var second] ? (first, second) : (action, "");
        var (isPossible, news, notice) = IsDone ? (false, "The order is done.", Notice.Vain)
            : verb == "gather" ? Gather(item)
            : verb == "craft" ? Craft(item)
            : action == Assemble ? Deliver()
            : item == "kiln" && Firing.Contains(verb) ? (true, Fire(verb), Notice.None)
            : (false, "That is no action.", Notice.Vain);
        Observation = IsDone ? new Observation("The order is done.") : See(news, notice);
        return new(new StepResult(Observation, isPossible && IsDone ? 1 : 0, IsDone, isPossible));
    }

    private (bool IsPossible, string News, Notice Notice) Gather(string item)
    {
        if (_shelf.Of(item) == 0)
        {
            return (_book.Raw.Contains(item), $"There is no {item} on the shelf.", Notice.Vain);
        }

        _shelf = _shelf.Plus(item, -1);
        _bag = _bag.Plus(item, 1);
        return (true, $"Gathered {item}.", Notice.None);
    }

    private (bool IsPossible, string News, Notice Notice) Craft(string item)
    {
        if (!_book.Recipes.TryGetValue(item, out var recipe))
        {
            return (false, $"Nobody makes {item}.", Notice.Vain);
        }

        if (recipe.Ingredients.FirstOrDefault(ingredient => _bag.Of(ingredient) == 0) is { } lacking)
        {
            return (true, $"The {item} lacks {lacking}.", new Notice(item, lacking));
        }

        if (recipe.IsFired && _fired < Firing.Length)
        {
            return (true, $"The {item} wants a hot kiln.", Notice.Vain);
        }

        _fired = recipe.IsFired ? 0 : _fired;
        _bag = recipe.Ingredients.Aggregate(_bag, (bag, ingredient) => bag.Plus(ingredient, -1)).Plus(item, 1);
        return (true, $"Crafted {item}.", Notice.None);
    }

    private (bool IsPossible, string News, Notice Notice) Deliver()
    {
        if (_order.Parts.FirstOrDefault(part => _bag.Of(part.Item) == 0) is { Item: var lacking })
        {
            return (true, $"The {WholeOrder} lacks {lacking}.", new Notice(WholeOrder, lacking));
        }

        IsDone = true;
        return (true, "", Notice.None);
    }

    private string Fire(string verb)
    {
        // A step out of turn has to begin anew; a hot kiln stays hot.
        _fired = _fired == Firing.Length ? _fired : Firing[_fired] == verb ? _fired + 1 : verb == Firing[0] ? 1 : 0;
        return _fired == Firing.Length ? "The kiln is hot." : "The kiln is cold.";
    }

    private CraftingObservation See(string news, Notice notice) => new(news, [.. _order.Parts.Select(part => part.Item)], _bag, notice);
}

/// <summary>Why an action came to nothing.</summary>
/// <param name="Item">What was to be crafted and lacks something; null if it was something else.</param>
/// <param name="Lacking">What it lacks.</param>
internal readonly record struct Notice(string? Item, string? Lacking)
{
    /// <summary>The action did what it says.</summary>
    public static Notice None => default;

    /// <summary>It came to nothing, and no more is known.</summary>
    public static Notice Vain => new("", null);

    /// <summary>Whether the action came to nothing.</summary>
    public bool IsVain => Item is not null;
}

/// <summary>What one sees at work. The text says all that the members do, the order in the first observation.</summary>
public sealed class CraftingObservation : Observation
{
    internal CraftingObservation(string news, ImmutableArray<string> parts, ImmutableSortedDictionary<string, int> bag, Notice notice)
        : base($"{news}\nYou have: {Stock.Text(bag)}.")
    {
        (Parts, Bag, Notice) = (parts, bag, notice);
    }

    /// <summary>What is ordered.</summary>
    public ImmutableArray<string> Parts { get; }

    /// <summary>What one has.</summary>
    public ImmutableSortedDictionary<string, int> Bag { get; }

    internal Notice Notice { get; }
}
