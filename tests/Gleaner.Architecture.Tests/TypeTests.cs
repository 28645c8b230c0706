namespace Gleaner.Architecture.Tests;

/// <summary>What holds for types and namespaces of the product.</summary>
public sealed class TypeTests
{
    [Fact]
    public void Namespaces_of_an_assembly_do_not_use_each_other_in_circles() =>
        (from assembly in Product.Assemblies
         from cyclic in Cycles.In(Product.NamespaceUses(assembly))
         select $"{assembly.GetName().Name}: {cyclic}")
        .ShouldAllBeListed();

    [Fact]
    public void No_name_is_given_to_two_types() => Product.Types
        .GroupBy(type => type.Name)
        .Where(group => group.Count() > 1)
        .Select(group => group.Key)
        .ShouldAllBeListed();

    [Fact]
    public void Public_classes_are_sealed_abstract_or_static() => Product.Types
        .Where(type => type is { IsClass: true, IsPublic: true, IsSealed: false, IsAbstract: false } && !type.IsSubclassOf(typeof(Delegate)))
        .Select(type => type.FullName!)
        .ShouldAllBeListed(
            "Gleaner.EnvironmentServers.AgentGym.AgentGymDialect", // each environment adds to what all of AgentGym's servers say
            "Gleaner.Trajectories.Observation", // text, and what an environment adds to it
            "Gleaner.Formats.Imports.TaskNames", // the general way, and that of an environment
            "Gleaner.GleanerException"); // the head of a family

    [Fact]
    public void A_circle_is_found_wherever_it_is_entered()
    {
        Cycles.In([("a", "b"), ("b", "c"), ("c", "d"), ("d", "b"), ("e", "a")]).ShouldBe(["b", "c", "d"]);
        Cycles.In([("a", "b"), ("a", "c"), ("b", "c")]).ShouldBeEmpty();
    }

    [Fact]
    public void A_list_of_offenders_fails_for_a_new_one_and_for_one_that_is_gone()
    {
        Should.NotThrow(() => new[] { "a", "b" }.ShouldAllBeListed("b", "a"));
        Should.Throw<ShouldAssertException>(() => new[] { "a", "b" }.ShouldAllBeListed("a"));
        Should.Throw<ShouldAssertException>(() => new[] { "a" }.ShouldAllBeListed("a", "b")).Message.ShouldContain("take it off the list");
    }
}
