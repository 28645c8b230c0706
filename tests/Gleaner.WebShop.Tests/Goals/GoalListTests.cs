using Gleaner.Tasks;
using Gleaner.WebShop.Goals;

namespace Gleaner.WebShop.Tests.Goals;

public sealed class GoalListTests(RealShop shop)
{
    [Fact]
    public void Task_ids_and_goal_numbers_map_onto_each_other()
    {
        var goals = shop.Synthetic;
        for (var i = 0; i < goals.Count; i++)
        {
            var first = goals.IndexOf(goals.TaskIds[i]);
            first.ShouldBeLessThanOrEqualTo(i);
            goals.Goals[first].Instruction.ShouldBe(goals.Goals[i].Instruction);
            goals.Goals[first].Product.ShouldBe(goals.Goals[i].Product);
        }
    }

    [Fact]
    public void A_task_id_names_catalogue_and_goal() =>
        shop.Human.TaskIds[0].Value.ShouldMatch($"^webshop/{shop.Catalogue.Hash[..8]}/[0-9a-f]{{16}}$");

    [Fact]
    public void Sessions_without_a_goal_number_run_as_in_the_original()
    {
        DrawnSession[] sessions = [.. shop.Synthetic.DrawSessions().Take(2)];
        sessions[0].Name.ShouldBe("ihjvksdtfm");
        var instruction = shop.Synthetic.Goals[sessions[1].GoalIndex].Instruction;
        instruction.ShouldStartWith("Find me slim fit, machine wash women's jumpsuits, rompers & overalls");
        instruction.ShouldContain("green stripe");
        instruction.ShouldContain("large");
    }

    [Fact]
    public void A_task_of_another_catalogue_is_refused_by_name()
    {
        var goals = shop.Human;
        Should.Throw<GoalException>(() => goals[new TaskId("webshop/00000000/0123456789abcdef")])
            .Message.ShouldContain($"webshop/{shop.Catalogue.Hash[..8]}/");
    }

    [Fact]
    public void The_AgentGym_variant_makes_a_human_goal_for_each_bound()
    {
        var goals = new GoalList(shop.Catalogue, new GoalSettings { Kind = GoalKind.Human, PriceBounds = PriceBoundVariant.AgentGym });
        goals.Count.ShouldBe(4 * shop.Human.Count);
    }
}
