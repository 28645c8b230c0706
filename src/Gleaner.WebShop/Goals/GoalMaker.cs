using System.Collections.Immutable;
using Gleaner.WebShop.Catalogue;
using Gleaner.WebShop.Text;

namespace Gleaner.WebShop.Goals;

/// <summary>Makes goals out of a product and a group.</summary>
internal static class GoalMaker
{
    /// <summary>A goal of a group.</summary>
    /// <param name="product">The group's product.</param>
    /// <param name="price">Its price.</param>
    /// <param name="group">The group.</param>
    /// <param name="place">Which of its goals.</param>
    internal static Goal Make(Product product, double price, GoalGroup group, int place) => group.Instruction < 0
        ? Synthetic(product, Combination(product, place), group)
        : Human(product, product.HumanInstructions[group.Instruction], group, double.IsNaN(group.Bound) ? PriceBound.All(price)[place] : group.Bound);

    /// <summary>How many ways there are to choose a value in each option group; more than an int holds is refused.</summary>
    internal static int CountCombinations(Product product)
    {
        long count = 1;
        foreach (var option in product.Options)
        {
            count *= option.Values.Length;
            if (count > int.MaxValue)
            {
                throw new GoalException($"Product {product.Asin} has more than {int.MaxValue} combinations of options, each of which would be a goal; leave it out of the catalogue.");
            }
        }

        return (int)count;
    }

    private static Goal Synthetic(Product product, ImmutableArray<GoalOption> options, GoalGroup group)
    {
        var wishes = string.Join(", and ", options.Select(option => $"{option.Name}: {option.Value}"));
        return new Goal
        {
            Product = product,
            Kind = GoalKind.Synthetic,
            Request = wishes.Length == 0 ? product.Instruction! : $"{product.Instruction} with {wishes}",
            Attributes = product.InstructionAttributes,
            Options = options,
            PriceUpper = group.Bound,
            Weight = group.Weight,
        };
    }

    // Out of the cartesian product of the option groups, names sorted, the last group running fastest.
    private static ImmutableArray<GoalOption> Combination(Product product, int place)
    {
        ProductOption[] options = [.. product.Options.Order(Comparer<ProductOption>.Create((a, b) => PythonStrings.Compare(a.Name, b.Name)))];
        var chosen = new GoalOption[options.Length];
        for (var i = options.Length - 1; i >= 0; i--)
        {
            var values = options[i].Values;
            chosen[i] = new GoalOption(options[i].Name, values[place % values.Length]);
            place /= values.Length;
        }

        return [.. chosen];
    }

    private static Goal Human(Product product, HumanInstruction instruction, GoalGroup group, double bound) => new()
    {
        Product = product,
        Kind = GoalKind.Human,
        Request = instruction.Text.Trim('.'),
        Attributes = instruction.Attributes,
        Options = [.. instruction.Options.Select(option => new GoalOption(null, option))],
        PriceUpper = bound,
        Weight = group.Weight,
    };
}
