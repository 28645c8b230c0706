using Gleaner.Policies;
using Gleaner.Randomness;

namespace Gleaner.Crafting;

/// <summary>
/// A simulated expert that knows the recipe book and how a kiln is fired. It tries to assemble or craft, sees to what that lacks, and
/// tries again. On orders with a fired part it slips in a systematic way, and late: it never sees to the last part, tries in vain and
/// gives up; a third of the time it has made something else of what it needed before that. So its successes are plain orders: that a
/// kiln is fired at all, and how, can be learnt from its failures alone.
/// </summary>
/// <param name="name">Its name.</param>
/// <param name="book">What it knows.</param>
/// <param name="slips">How it slips.</param>
/// <param name="seed">With a task it determines what the crafter does.</param>
public sealed class SimulatedCrafter(string name, RecipeBook book, CrafterSlips slips, Seed seed) : IPolicy
{
    /// <summary>So many vain attempts in a row, and it gives up.</summary>
    private const int Patience = 3;

    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public IPolicySession Open(Decoding decoding) => new ScriptedSession(Act);

    private string? Act(OpenEpisode episode)
    {
        var now = (CraftingObservation)episode.Observation;
        var random = seed.Derive(name, episode.Task).ToStream();
        var slipsHere = random.NextDouble() < (book.Recipes[now.Parts[0]].IsFired ? slips.OnFired : slips.OnPlain);
        var isLedAstray = slipsHere && random.Next(3) == 0;
        var work = Work.Of(episode, book);
        if (work.InVain >= Patience)
        {
            return null;
        }

        if (isLedAstray && Trap(work, now) is { } trap)
        {
            return trap;
        }

        var (item, lacking) = work.Current;
        if (book.Recipes.TryGetValue(item, out var recipe) && recipe.IsFired && work.Firing < CraftingEpisode.FiringSteps.Count
            && recipe.Ingredients.All(ingredient => now.Bag.Of(ingredient) > 0))
        {
            return CraftingEpisode.FiringSteps[work.Firing];
        }

        var attempt = recipe is null ? CraftingEpisode.Assemble : $"craft {item}";
        return lacking is null || now.Bag.Of(lacking) > 0 || (slipsHere && recipe is null && lacking == now.Parts[^1]) ? attempt
            : book.Recipes.ContainsKey(lacking) ? $"craft {lacking}"
            : $"gather {lacking}";
    }

    /// <summary>The next step of something simple that the order does not need, made of a crafted thing that it needs and that is at hand; null once that is made.</summary>
    private string? Trap(Work work, CraftingObservation now)
    {
        var needs = book.Needs(now.Parts);
        if (work.Crafted.Any(item => !needs.ContainsKey(item)))
        {
            return null;
        }

        var trap = book.Recipes.Values.FirstOrDefault(recipe => recipe is { Depth: 2, IsFired: false } && !needs.ContainsKey(recipe.Item)
            && recipe.Ingredients.All(ingredient => now.Bag.Of(ingredient) > 0 || !(book.Recipes.ContainsKey(ingredient) || work.Missed.Contains(ingredient))));
        return trap is null ? null : trap.Ingredients.FirstOrDefault(ingredient => now.Bag.Of(ingredient) == 0) is { } raw ? $"gather {raw}" : $"craft {trap.Item}";
    }

    /// <summary>What has been done so far, as the observations told it.</summary>
    private sealed class Work
    {
        private readonly List<(string Item, string? Lacking)> _open = [];

        /// <summary>What is being made, the innermost thing, and what it lacked when that was tried.</summary>
        public (string Item, string? Lacking) Current => _open[^1];

        /// <summary>What was crafted.</summary>
        public List<string> Crafted { get; } = [];

        /// <summary>What is not on the shelf any more.</summary>
        public HashSet<string> Missed { get; } = new(StringComparer.Ordinal);

        /// <summary>Vain attempts in a row at the same craft.</summary>
        public int InVain { get; private set; }

        /// <summary>Steps of firing the kiln that are done.</summary>
        public int Firing { get; private set; }

        public static Work Of(OpenEpisode episode, RecipeBook book)
        {
            var work = new Work();
            work._open.Add((CraftingEpisode.WholeOrder, null));
            for (var i = 0; i < episode.Turns.Count; i++)
            {
                work.Add(episode.Turns[i].Action, (CraftingObservation)(i + 1 < episode.Turns.Count ? episode.Turns[i + 1].Observation : episode.Observation), book);
            }

            return work;
        }

        private void Add(string action, CraftingObservation seen, RecipeBook book)
        {
            var wasVain = seen.Notice.IsVain;
            if (seen.Notice is { Item: { } item, Lacking: { } lacking })
            {
                InVain = Current == (item, lacking) ? InVain + 1 : 0;
                if (Current.Item == item)
                {
                    _open.RemoveAt(_open.Count - 1);
                }

                _open.Add((item, lacking));
                return;
            }

            InVain = wasVain ? InVain + 1 : 0;
            if (wasVain && action.StartsWith("gather ", StringComparison.Ordinal))
            {
                Missed.Add(action["gather ".Length..]);
            }

            if (!wasVain && CraftingEpisode.FiringSteps.Contains(action))
            {
                Firing++;
            }
            else if (!wasVain && action.StartsWith("craft ", StringComparison.Ordinal))
            {
                var made = action["craft ".Length..];
                Crafted.Add(made);
                Firing = book.Recipes[made].IsFired ? 0 : Firing;
                if (_open.Count > 1 && Current.Item == made)
                {
                    _open.RemoveAt(_open.Count - 1);
                }
            }
        }
    }
}

/// <summary>How a simulated crafter slips.</summary>
/// <param name="OnFired">How likely it slips on an order with a fired part, 0 to 1.</param>
/// <param name="OnPlain">How likely it slips on any other.</param>
public sealed record CrafterSlips(double OnFired = 1, double OnPlain = 0.2);
