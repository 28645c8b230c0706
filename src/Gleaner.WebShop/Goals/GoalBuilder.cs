using System.Globalization;
using System.Runtime.InteropServices;
using Gleaner.WebShop.Catalogue;
using Gleaner.WebShop.Randomness;

namespace Gleaner.WebShop.Goals;

/// <summary>Counts out the goals of a catalogue in the order of its products, reading the products twice.</summary>
internal sealed class GoalBuilder(ProductCatalogue catalogue, GoalSettings settings)
{
    private const ulong AgentGymSeed = 233;
    private const int ReportEvery = 200_000;

    private readonly List<GoalGroup> _groups = [];
    private readonly Dictionary<string, int> _attributes = new(StringComparer.Ordinal);
    private readonly List<int> _goalsOfAttribute = [];
    private readonly List<int[]> _attributesOfGroup = [];
    private int _count;

    /// <summary>All goals, numbered.</summary>
    /// <exception cref="GoalException">The catalogue gives no goal of the kind asked for, or more than an int counts.</exception>
    internal GoalTable Build()
    {
        var groups = Groups();
        return _count > 0
            ? GoalTable.Of(groups, Hashes(groups), settings.ShuffleSeed)
            : throw new GoalException(settings.Kind == GoalKind.Human
                ? "The catalogue yields no human goals: none of its products has an instruction in items_human_ins.json."
                : "The catalogue yields no goals: none of its products has an instruction in items_ins_v2*.json.");
    }

    /// <summary>The goals before the shuffle.</summary>
    internal GoalGroup[] Groups()
    {
        var random = settings is { Kind: GoalKind.Synthetic, PriceBounds: PriceBoundVariant.AgentGym }
            ? new PythonRandom(AgentGymSeed)
            : catalogue.RandomAfterPrices();
        var position = 0;
        foreach (var product in catalogue.Products)
        {
            AddGroups(product, position, random);
            position++;
        }

        return settings.Kind == GoalKind.Human ? [.. _groups] : WithWeights();
    }

    private void AddGroups(Product product, int position, PythonRandom random)
    {
        var price = catalogue.Prices[position];
        if (settings.Kind == GoalKind.Synthetic)
        {
            if (product.Instruction is not null)
            {
                Add(position, -1, GoalMaker.CountCombinations(product), PriceBound.Draw(price, random));
                CountAttributes(product, _groups[^1].Count);
            }

            return;
        }

        for (var i = 0; i < product.HumanInstructions.Length; i++)
        {
            if (product.HumanInstructions[i].Attributes.IsEmpty)
            {
                continue;
            }

            if (settings.PriceBounds == PriceBoundVariant.AgentGym)
            {
                Add(position, i, PriceBound.All(price).Length, double.NaN);
            }
            else
            {
                Add(position, i, 1, PriceBound.Draw(price, random));
            }
        }
    }

    private void Add(int product, int instruction, int count, double bound)
    {
        _groups.Add(new GoalGroup(product, instruction, _count, count, bound, 1));
        _count = count <= int.MaxValue - _count
            ? _count + count
            : throw new GoalException($"The catalogue yields more than {int.MaxValue} goals: read fewer of its products.");
    }

    private void CountAttributes(Product product, int goals)
    {
        var numbers = new int[product.InstructionAttributes.Length];
        for (var i = 0; i < numbers.Length; i++)
        {
            ref var number = ref CollectionsMarshal.GetValueRefOrAddDefault(_attributes, product.InstructionAttributes[i], out var isKnown);
            if (!isKnown)
            {
                number = _goalsOfAttribute.Count;
                _goalsOfAttribute.Add(0);
            }

            numbers[i] = number;
            _goalsOfAttribute[number] += goals;
        }

        _attributesOfGroup.Add(numbers);
    }

    // Rare attributes weigh more: the mean over a goal's attributes of 1 / number of goals that ask for them.
    private GoalGroup[] WithWeights() =>
    [
        .. _groups.Select((group, i) => group with
        {
            Weight = _attributesOfGroup[i].Sum(attribute => 1.0 / _goalsOfAttribute[attribute]) / _attributesOfGroup[i].Length,
        }),
    ];

    private ulong[] Hashes(GoalGroup[] groups)
    {
        var hashes = new ulong[_count];
        for (var start = 0; start < groups.Length; start += ReportEvery)
        {
            if (start > 0)
            {
                catalogue.Report($"goals of {start:N0} of {groups.Length:N0} instructions made ...");
            }

            Parallel.For(start, Math.Min(start + ReportEvery, groups.Length), i =>
            {
                var group = groups[i];
                var product = catalogue.Products[group.Product];
                for (var place = 0; place < group.Count; place++)
                {
                    hashes[group.First + place] = GoalHash.Of(GoalMaker.Make(product, catalogue.Prices[group.Product], group, place));
                }
            });
        }

        return hashes;
    }
}

/// <summary>Price bounds of goals: multiples of 10 dollars not far above the product's price.</summary>
internal static class PriceBound
{
    private const int Choices = 4;

    /// <summary>The first four of 10, 20, ..., 990 above the price.</summary>
    internal static double[] Candidates(double price) =>
        [.. Enumerable.Range(1, 99).Select(tens => 10.0 * tens).Where(bound => bound > price).Take(Choices)];

    /// <summary>One bound for each candidate; where fewer than two exist the variant repeats the goal without a bound, four times as well.</summary>
    internal static double[] All(double price)
    {
        var candidates = Candidates(price);
        return candidates.Length < 2 ? [.. Enumerable.Repeat(Goal.NoPriceBound, Choices)] : candidates;
    }

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
