using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Gleaner.Tasks;

namespace Gleaner.WebShop.Kinds;

/// <summary>
/// Lists of goals by product. Upstream's numbers put goals on the same product on either side of every split: 453 of its 500 test goals
/// are on products that training goals have too, most of them but for one option. Here each product belongs to training, dev or test,
/// drawn by a hash of its number, so that the same product always falls on the same side. Goals 0 to 499, upstream's test goals, are in no list.
/// </summary>
internal sealed class ProductLists
{
    /// <summary>At most three goals on each training product.</summary>
    public const string Training = "products-train";

    /// <summary>All goals on the dev products.</summary>
    public const string Dev = "products-dev";

    /// <summary>All goals on the test products.</summary>
    public const string Test = "products-test";

    /// <summary>The other goals on the training products: the same products, other goals.</summary>
    public const string Seen = "products-seen";

    private const int UpstreamTestGoals = 500;
    private const int GoalsOfATrainingProduct = 3;

    // Of 100 products.
    private const int TrainingShare = 60;
    private const int DevShare = 15;

    private readonly ImmutableSortedDictionary<string, ImmutableArray<TaskId>> _lists;

    /// <param name="goals">All goals with their products, in upstream's order.</param>
    public ProductLists(IEnumerable<(TaskId Task, string Product)> goals)
    {
        var all = goals.ToList();
        var upstream = all.Take(UpstreamTestGoals).Select(goal => goal.Task).ToHashSet();
        var products = all.Where(goal => !upstream.Contains(goal.Task)).DistinctBy(goal => goal.Task).GroupBy(goal => goal.Product, goal => goal.Task);
        var sides = products.ToLookup(product => SideOf(product.Key), product => product.ToList());
        _lists = new Dictionary<string, ImmutableArray<TaskId>>
        {
            [Training] = Interleaved(sides[Training].Select(product => product.Take(GoalsOfATrainingProduct))),
            [Dev] = Interleaved(sides[Dev]),
            [Test] = Interleaved(sides[Test]),
            [Seen] = Interleaved(sides[Training].Select(product => product.Skip(GoalsOfATrainingProduct))),
        }.ToImmutableSortedDictionary(StringComparer.Ordinal);
    }

    /// <summary>Their names.</summary>
    public static ImmutableArray<string> Names { get; } = [Training, Dev, Test, Seen];

    /// <summary>A list: first a goal on each product, then a second one where there is one, and so on, so that any beginning of it is balanced.</summary>
    public ImmutableArray<TaskId> this[string list] => _lists[list];

    private static string SideOf(string product) => (BinaryPrimitives.ReadUInt32LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes(product))) % 100) switch
    {
        < TrainingShare => Training,
        < TrainingShare + DevShare => Dev,
        _ => Test,
    };

    private static ImmutableArray<TaskId> Interleaved(IEnumerable<IEnumerable<TaskId>> products) =>
    [
        .. products
            .SelectMany(product => product.Select((task, round) => (task, round)))
            .OrderBy(goal => goal.round)
            .Select(goal => goal.task),
    ];
}
