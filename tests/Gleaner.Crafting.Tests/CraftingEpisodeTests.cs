using System.Collections.Immutable;
using Gleaner.Environments;
using Gleaner.Randomness;
using Gleaner.Tasks;

namespace Gleaner.Crafting.Tests;

public sealed class CraftingEpisodeTests
{
    private static readonly CraftingEnvironment Orders = new(2, 18, 6, 80, new Seed(3));

    [Theory]
    [InlineData("gather gold", "There is no gold on the shelf.")]
    [InlineData("craft gold", "Nobody makes gold.")]
    [InlineData("dance", "That is no action.")]
    [InlineData("", "That is no action.")]
    public async Task What_cannot_be_done_changes_nothing_but_what_is_seen(string action, string news)
    {
        await using var episode = await StartAsync(Orders.Tasks[0]);
        var before = (CraftingObservation)episode.Observation;

        var step = await episode.StepAsync(action, TestContext.Current.CancellationToken);

        (step.WasPossible, step.IsDone, step.Reward).ShouldBe((false, false, 0));
        step.Observation.Text.ShouldStartWith(news);
        ((CraftingObservation)step.Observation).Bag.ShouldBe(before.Bag);
    }

    [Fact]
    public async Task Crafts_and_orders_say_what_they_lack_one_thing_at_a_time_and_crafts_use_it_up()
    {
        foreach (var task in Orders.Tasks)
        {
            await using var episode = await StartAsync(task);
            foreach (var part in ((CraftingObservation)episode.Observation).Parts)
            {
                if (Bag(episode).GetValueOrDefault(part) == 0)
                {
                    var vain = await ActAsync(episode, "assemble order");
                    (vain.WasPossible, vain.IsDone).ShouldBe((true, false));
                    vain.Observation.Text.ShouldStartWith("The order lacks ");
                    await MakeAsync(episode, part);
                }
            }

            // A part may have been used up by a later one.
            for (StepResult last; !(last = await ActAsync(episode, "assemble order")).IsDone;)
            {
                var lacking = last.Observation.Text["The order lacks ".Length..].Split('.')[0];
                await MakeAsync(episode, lacking);
            }

            episode.Return.ShouldBe(1);
            (await ActAsync(episode, "assemble order")).WasPossible.ShouldBeFalse();
        }
    }

    [Fact]
    public async Task What_is_fired_wants_a_hot_kiln_whose_steps_have_an_order()
    {
        await using var episode = await StartAsync(Orders.Tasks.First(task => task.ToString().Contains("/fired/")));
        var fired = ((CraftingObservation)episode.Observation).Parts[0];
        Orders.Book.Recipes[fired].IsFired.ShouldBeTrue();
        await MakeAsync(episode, fired, withoutFiring: true);
        (await ActAsync(episode, $"craft {fired}")).Observation.Text.ShouldStartWith($"The {fired} wants a hot kiln.");

        // Out of turn: what was done before is lost.
        foreach (var step in new[] { "light kiln", "fill kiln", "fan kiln", "light kiln", "fan kiln" })
        {
            (await ActAsync(episode, step)).Observation.Text.ShouldStartWith("The kiln is cold.");
            (await ActAsync(episode, $"craft {fired}")).Observation.Text.ShouldStartWith($"The {fired} wants a hot kiln.");
        }

        (await ActAsync(episode, "fill kiln")).Observation.Text.ShouldStartWith("The kiln is cold.");
        (await ActAsync(episode, "light kiln")).Observation.Text.ShouldStartWith("The kiln is cold.");
        (await ActAsync(episode, "fan kiln")).Observation.Text.ShouldStartWith("The kiln is hot.");
        var before = Bag(episode);
        (await ActAsync(episode, $"craft {fired}")).Observation.Text.ShouldStartWith($"Crafted {fired}.");
        Bag(episode)[fired].ShouldBe(before.GetValueOrDefault(fired) + 1);
        Orders.Book.Recipes[fired].Ingredients.Where(item => Bag(episode).GetValueOrDefault(item) != before[item] - 1).ShouldBeEmpty();
    }

    [Fact]
    public void Tasks_are_named_by_what_they_are()
    {
        new CraftingEnvironment(2, 18, 6, 80, new Seed(3)).Tasks.ShouldBe(Orders.Tasks);
        new CraftingEnvironment(2, 18, 6, 80, new Seed(4)).Tasks.Intersect(Orders.Tasks).ShouldBeEmpty();
        Orders.Tasks.Select(task => task.ToString()).Where(name => !name.StartsWith("crafting/plain/") && !name.StartsWith("crafting/fired/")).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_task_of_another_book_is_refused() =>
        (await Should.ThrowAsync<GleanerException>(async () => await Orders.ResetAsync(new TaskId("crafting/plain/none"), default)))
        .Message.ShouldContain("another seed");

    private static async Task MakeAsync(IEpisode episode, string item, bool withoutFiring = false)
    {
        var recipe = Orders.Book.Recipes[item];
        while (recipe.Ingredients.FirstOrDefault(ingredient => Bag(episode).GetValueOrDefault(ingredient) == 0) is { } lacking)
        {
            (await ActAsync(episode, $"craft {item}")).Observation.Text.ShouldStartWith($"The {item} lacks {lacking}.\n");
            if (Orders.Book.Recipes.ContainsKey(lacking))
            {
                await MakeAsync(episode, lacking);
            }
            else
            {
                (await ActAsync(episode, $"gather {lacking}")).Observation.Text.ShouldStartWith($"Gathered {lacking}.");
            }
        }

        if (withoutFiring)
        {
            return;
        }

        foreach (var step in recipe.IsFired ? CraftingEpisode.FiringSteps : [])
        {
            await ActAsync(episode, step);
        }

        (await ActAsync(episode, $"craft {item}")).Observation.Text.ShouldStartWith($"Crafted {item}.");
    }

    private static ImmutableSortedDictionary<string, int> Bag(IEpisode episode) => ((CraftingObservation)episode.Observation).Bag;

    private static ValueTask<StepResult> ActAsync(IEpisode episode, string action) => episode.StepAsync(action, TestContext.Current.CancellationToken);

    private static ValueTask<IEpisode> StartAsync(TaskId task) => Orders.ResetAsync(task, TestContext.Current.CancellationToken);
}
