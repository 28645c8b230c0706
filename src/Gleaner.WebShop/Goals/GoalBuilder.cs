using System.Collections.Immutable;
using System.Globalization;
using Gleaner.WebShop.Catalogue;
using Gleaner.WebShop.Randomness;
using Gleaner.WebShop.Text;

namespace Gleaner.WebShop.Goals;

/// <summary>Makes the goals of a catalogue, in the order of its products (before the shuffle).</summary>
internal static class GoalBuilder
{
    private const ulong AgentGymSeed = 233;

    internal static List<Goal> Build(ProductCatalogue catalogue, GoalSettings settings) => settings.Kind == GoalKind.Human
        ? BuildHuman(catalogue, settings.PriceBounds)
        : BuildSynthetic(catalogue, settings.PriceBounds);

    private static List<Goal> BuildSynthetic(ProductCatalogue catalogue, PriceBoundVariant variant)
    {
        var random = variant == PriceBoundVariant.AgentGym ? new PythonRandom(AgentGymSeed) : catalogue.RandomAfterPrices();
        var goals = new List<Goal>();
        for (var i = 0; i < catalogue.Products.Length; i++)
        {
            var product = catalogue.Products[i];
            if (product.Instruction is not null)
            {
                var bound = PriceBound.Draw(catalogue.Prices[i], random);
                goals.AddRange(Combinations(product).Select(options => Synthetic(product, options, bound)));
            }
        }

        return WithWeights(goals);
    }

    private static Goal Synthetic(Product product, ImmutableArray<GoalOption> options, double bound)
    {
        var wishes = string.Join(", and ", options.Select(option => $"{option.Name}: {option.Value}"));
        return new Goal
        {
            Product = product,
            Kind = GoalKind.Synthetic,
            Request = wishes.Length == 0 ? product.Instruction! : $"{product.Instruction} with {wishes}",
            Attributes = product.InstructionAttributes,
            Options = options,
            PriceUpper = bound,
        };
    }

    // The cartesian product of the option groups, names sorted, the last group running fastest.
    private static IEnumerable<ImmutableArray<GoalOption>> Combinations(Product product)
    {
        IEnumerable<ImmutableArray<GoalOption>> combinations = [[]];
        foreach (var group in product.Options.Order(Comparer<ProductOption>.Create((a, b) => PythonStrings.Compare(a.Name, b.Name))))
        {
            combinations = combinations.SelectMany(_ => group.Values, (chosen, value) => chosen.Add(new GoalOption(group.Name, value)));
        }

        return combinations;
    }

    // Rare attributes weigh more: the mean over a goal's attributes of 1 / number of goals that ask for them.
    private static List<Goal> WithWeights(List<Goal> goals)
    {
        var counts = goals.SelectMany(goal => goal.Attributes).CountBy(attribute => attribute).ToDictionary();
        return [.. goals.Select(goal => goal with
        {
            Weight = goal.Attributes.Sum(attribute => 1.0 / counts[attribute]) / goal.Attributes.Length,
        })];
    }

    private static List<Goal> BuildHuman(ProductCatalogue catalogue, PriceBoundVariant variant)
    {
        var random = catalogue.RandomAfterPrices();
        var goals = new List<Goal>();
        for (var i = 0; i < catalogue.Products.Length; i++)
        {
            var product = catalogue.Products[i];
            var instructions = catalogue.HumanInstructions.TryGetValue(product.Asin, out var found) ? found : [];
            foreach (var instruction in instructions.Where(instruction => !instruction.Attributes.IsEmpty))
            {
                var bounds = variant == PriceBoundVariant.AgentGym
                    ? AllBounds(catalogue.Prices[i])
                    : [PriceBound.Draw(catalogue.Prices[i], random)];
                goals.AddRange(bounds.Select(bound => Human(product, instruction, bound)));
            }
        }

        return goals;
    }

    // Where fewer than two bounds exist the variant repeats the goal without a bound, four times as well.
    private static double[] AllBounds(double price)
    {
        var candidates = PriceBound.Candidates(price);
        return candidates.Length < 2 ? [.. Enumerable.Repeat(Goal.NoPriceBound, 4)] : candidates;
    }

    private static Goal Human(Product product, HumanInstruction instruction, double bound) => new()
    {
        Product = product,
        Kind = GoalKind.Human,
        Request = instruction.Text.Trim('.'),
        Attributes = instruction.Attributes,
        Options = [.. instruction.Options.Select(option => new GoalOption(null, option))],
        PriceUpper = bound,
    };
}

/// <summary>Price bounds of goals: multiples of 10 dollars not far above the product's price.</summary>
internal static class PriceBound
{
    private const int Choices = 4;

    /// <summary>The first four of 10, 20, ..., 990 above the price.</summary>
    internal static double[] Candidates(double price) =>
        [.. Enumerable.Range(1, 99).Select(tens => 10.0 * tens).Where(bound => bound > price).Take(Choices)];

    /// <summary>The larger of two different candidates, or no bound where there are not two.</summary>
    internal static double Draw(double price, PythonRandom random)
    {
        var candidates = Candidates(price);
        return candidates.Length < 2 ? Goal.NoPriceBound : random.Sample(candidates, 2).Max();
    }

    /// <summary>The words that tell the bound; empty for none.</summary>
    internal static string Text(double bound) => bound == Goal.NoPriceBound
        ? ""
        : string.Create(CultureInfo.InvariantCulture, $", and price lower than {bound:F2} dollars");
}
