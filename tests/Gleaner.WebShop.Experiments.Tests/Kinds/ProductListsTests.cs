using Gleaner.Tasks;
using Gleaner.WebShop.Kinds;

namespace Gleaner.WebShop.Experiments.Tests.Kinds;

public sealed class ProductListsTests
{
    // 1,500 goals on 150 products in upstream's manner: a product's goals lie anywhere.
    private static readonly (TaskId Task, string Product)[] Goals =
        [.. Enumerable.Range(0, 1500).Select(i => (new TaskId($"webshop/{i}"), $"B{i * 7 % 150:000}"))];

    private static readonly ProductLists Lists = new(Goals);
    private static readonly Dictionary<TaskId, string> ProductOf = Goals.ToDictionary(goal => goal.Task, goal => goal.Product);

    [Fact]
    public void A_product_is_on_one_side_alone()
    {
        var sides = new[] { ProductLists.Training, ProductLists.Dev, ProductLists.Test }
            .Select(list => Lists[list].Select(task => ProductOf[task]).ToHashSet())
            .ToList();
        sides.ShouldAllBe(side => side.Count > 10);
        sides.Sum(side => side.Count).ShouldBe(150);
        sides.SelectMany(side => side).ShouldBeUnique();
        Lists[ProductLists.Seen].ShouldAllBe(task => sides[0].Contains(ProductOf[task]));
    }

    [Fact]
    public void Training_has_at_most_three_goals_on_a_product_and_the_others_are_seen_ones()
    {
        Lists[ProductLists.Training].GroupBy(task => ProductOf[task]).ShouldAllBe(product => product.Count() == 3);
        Lists[ProductLists.Training].Intersect(Lists[ProductLists.Seen]).ShouldBeEmpty();
        ProductLists.Names.Sum(list => Lists[list].Length).ShouldBe(1000);
    }

    [Fact]
    public void Upstreams_test_goals_are_in_no_list() => ProductLists.Names.SelectMany(list => Lists[list])
        .Intersect(Goals.Take(500).Select(goal => goal.Task)).ShouldBeEmpty();

    [Fact]
    public void Any_beginning_of_a_list_is_balanced()
    {
        var products = Lists[ProductLists.Test].Select(task => ProductOf[task]).ToList();
        var different = products.Distinct().Count();
        products.Take(different).ShouldBeUnique();
    }

    [Fact]
    public void A_side_follows_from_the_product_alone() => new ProductLists(Goals.Take(700))[ProductLists.Test]
        .Except(Lists[ProductLists.Test]).ShouldBeEmpty();

    [Fact]
    public void Goals_of_equal_content_count_once() =>
        ProductLists.Names.Sum(list => new ProductLists(Goals.Concat(Goals))[list].Length).ShouldBe(1000);
}
