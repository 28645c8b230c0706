using System.Collections.Immutable;
using Gleaner.Randomness;

namespace Gleaner.Crafting;

/// <summary>How an item is made.</summary>
/// <param name="Item">What is made, one at a time.</param>
/// <param name="Depth">Levels of recipes below it, itself included: 1 if all ingredients are raw.</param>
/// <param name="IsFired">Whether it is made in a hot kiln, which cools with it.</param>
/// <param name="Ingredients">What is used up, one of each, in the order in which it is asked for.</param>
public sealed record Recipe(string Item, int Depth, bool IsFired, ImmutableArray<string> Ingredients);

/// <summary>
/// A made-up book of recipes: raw materials, crafted items in levels, and items that are fired in a kiln. An item of a level takes one of
/// the level below, perhaps another of any lower one, and a raw material.
/// </summary>
public sealed class RecipeBook
{
    private static readonly ImmutableArray<string> RawNames =
        ["clay", "flax", "oak", "iron", "wool", "reed", "sand", "hide", "wax", "bark", "tin", "salt", "bone", "moss", "coal", "pitch"];

    private static readonly ImmutableArray<string> CraftedNames =
    [
        "plank", "cord", "brick", "felt", "glass", "strap", "candle", "paper", "ingot", "nail", "hinge", "wheel", "rope", "cloth", "lamp", "chair",
        "drum", "flute", "kite", "sail", "boat", "anchor", "oven", "kettle", "bellows", "loom", "ladder", "bridge", "cart", "harp", "mirror", "clock",
        "compass", "bell", "chest", "shield", "helmet", "saddle", "basket", "barrel", "bucket", "broom", "quilt", "tent", "lantern", "mill", "pump", "gate",
    ];

    private RecipeBook(int depth, ImmutableArray<string> raw, ImmutableSortedDictionary<string, Recipe> recipes) =>
        (Depth, Raw, Recipes) = (depth, raw, recipes);

    /// <summary>Most levels that a book can have.</summary>
    public const int MaxDepth = 5;

    /// <summary>The most things that have to be gathered and crafted for an item, for each level that it is deep.</summary>
    internal const int ThingsPerLevel = 4;

    /// <summary>The most items that can be crafted.</summary>
    public const int MaxItems = 48;

    /// <summary>Levels of recipes.</summary>
    public int Depth { get; }

    /// <summary>The raw materials.</summary>
    public ImmutableArray<string> Raw { get; }

    /// <summary>The recipes by item, in ordinal order.</summary>
    public ImmutableSortedDictionary<string, Recipe> Recipes { get; }

    /// <summary>Makes a book up.</summary>
    /// <param name="depth">Levels of recipes, 1 to <see cref="MaxDepth"/>; each has as many items.</param>
    /// <param name="items">Items that are not fired, at least one a level.</param>
    /// <param name="fired">Items that are fired; with the others at most <see cref="MaxItems"/>.</param>
    /// <param name="seed">What it is made from.</param>
    public static RecipeBook Generate(int depth, int items, int fired, Seed seed)
    {
        var random = seed.ToStream();
        var writer = new Writer(random, Shuffled(RawNames, random));
        var names = Shuffled(CraftedNames, random);
        var perLevel = items / depth;
        for (var level = 1; level <= depth; level++)
        {
            writer.AddLevel(names[((level - 1) * perLevel)..(level * perLevel)]);
        }

        foreach (var item in names[items..(items + fired)])
        {
            writer.Add(item, depth, isFired: true);
        }

        return new RecipeBook(depth, writer.Raw, writer.Recipes.ToImmutableSortedDictionary(StringComparer.Ordinal));
    }

    /// <summary>What has to be gathered and crafted for some items, from nothing.</summary>
    /// <param name="items">The items.</param>
    /// <returns>How often each item is gathered or crafted.</returns>
    public ImmutableSortedDictionary<string, int> Needs(params IEnumerable<string> items)
    {
        var needs = ImmutableSortedDictionary.CreateBuilder<string, int>(StringComparer.Ordinal);
        foreach (var item in items)
        {
            Add(item);
        }

        return needs.ToImmutable();

        void Add(string needed)
        {
            needs[needed] = needs.GetValueOrDefault(needed) + 1;
            if (Recipes.TryGetValue(needed, out var recipe))
            {
                foreach (var ingredient in recipe.Ingredients)
                {
                    Add(ingredient);
                }
            }
        }
    }

    private static ImmutableArray<string> Shuffled(ImmutableArray<string> items, RandomStream random)
    {
        var copy = items.ToArray();
        random.Shuffle<string>(copy);
        return [.. copy];
    }

    /// <summary>Makes recipes up, level by level.</summary>
    private sealed class Writer(RandomStream random, ImmutableArray<string> raw)
    {
        private readonly List<ImmutableArray<string>> _levels = [raw];
        private readonly Dictionary<string, int> _actions = raw.ToDictionary(item => item, _ => 1, StringComparer.Ordinal);

        public ImmutableArray<string> Raw => raw;

        public Dictionary<string, Recipe> Recipes { get; } = new(StringComparer.Ordinal);

        public void AddLevel(ImmutableArray<string> items)
        {
            foreach (var item in items)
            {
                Add(item, _levels.Count, isFired: false);
            }

            _levels.Add(items);
        }

        public void Add(string item, int level, bool isFired)
        {
            Recipe recipe;
            do
            {
                recipe = Draw(item, level, isFired);
            }
            while (Actions(recipe) > level * ThingsPerLevel);
            Recipes.Add(item, recipe);
            _actions.Add(item, Actions(recipe));
        }

        private Recipe Draw(string item, int level, bool isFired)
        {
            var ingredients = new List<string> { Any(_levels[level - 1]) };
            if (random.Next(2) == 0)
            {
                Take(_levels[random.Next(level)]);
            }

            Take(raw);
            return new Recipe(item, level, isFired, [.. ingredients]);

            void Take(ImmutableArray<string> names)
            {
                string name;
                do
                {
                    name = Any(names);
                }
                while (ingredients.Contains(name));
                ingredients.Add(name);
            }
        }

        private string Any(ImmutableArray<string> names) => names[random.Next(names.Length)];

        private int Actions(Recipe recipe) => 1 + recipe.Ingredients.Sum(ingredient => _actions[ingredient]);
    }
}
