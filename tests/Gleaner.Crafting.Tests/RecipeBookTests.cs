using Gleaner.Randomness;

namespace Gleaner.Crafting.Tests;

public sealed class RecipeBookTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void An_item_takes_one_of_the_level_below_and_nothing_of_its_own_or_a_higher_one(int depth)
    {
        for (ulong seed = 1; seed <= 20; seed++)
        {
            var book = RecipeBook.Generate(depth, 20, 6, new Seed(seed));

            book.Recipes.Values.Count(recipe => recipe.IsFired).ShouldBe(6);
            book.Recipes.Values.Select(recipe => recipe.Depth).Distinct().Order().ShouldBe(Enumerable.Range(1, depth));
            foreach (var recipe in book.Recipes.Values)
            {
                DepthOf(recipe.Ingredients[0]).ShouldBe(recipe.Depth - 1);
                DepthOf(recipe.Ingredients[^1]).ShouldBe(0);
                recipe.Ingredients.Select(DepthOf).Max().ShouldBe(recipe.Depth - 1);
                recipe.Ingredients.ShouldBeUnique();
                book.Needs(recipe.Item).Values.Sum().ShouldBeInRange(3, 4 * recipe.Depth);
            }

            int DepthOf(string item) => book.Recipes.TryGetValue(item, out var recipe) ? recipe.Depth : 0;
        }
    }

    [Fact]
    public void Needs_count_every_gather_and_craft()
    {
        var book = RecipeBook.Generate(2, 18, 6, new Seed(1));
        foreach (var recipe in book.Recipes.Values.Where(recipe => recipe.Depth == 2))
        {
            var crafted = recipe.Ingredients.Where(book.Recipes.ContainsKey).ToList();

            var needs = book.Needs(recipe.Item);

            needs[recipe.Item].ShouldBe(1);
            needs.Values.Sum().ShouldBe(1 + recipe.Ingredients.Length + crafted.Sum(item => book.Recipes[item].Ingredients.Length));
        }
    }
}
