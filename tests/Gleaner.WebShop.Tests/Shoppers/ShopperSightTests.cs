using System.Reflection;
using Gleaner.WebShop.Pages;
using Gleaner.WebShop.Shoppers;

namespace Gleaner.WebShop.Tests.Shoppers;

/// <summary>Holds the simulated experts to what a shopper sees: their code cannot even name goals, products or rewards.</summary>
public sealed class ShopperSightTests
{
    private const BindingFlags Everything =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private static readonly string[] Allowed =
    [
        "Gleaner", "Gleaner.Randomness", "Gleaner.Policies", "Gleaner.Environments", "Gleaner.Rollouts", "Gleaner.Trajectories", "Gleaner.Tasks",
        "Gleaner.WebShop.Shoppers", "Gleaner.WebShop.Pages",
    ];

    [Fact]
    public void Shoppers_use_pages_and_nothing_else_of_the_shop()
    {
        var types = typeof(SimulatedShopper).Assembly.GetTypes().Where(type => type.Namespace == typeof(SimulatedShopper).Namespace).ToList();
        types.Count.ShouldBeGreaterThan(8);
        var foreign = types.SelectMany(type => UsedBy(type).Select(used => (type, used)))
            .Where(entry => IsOurs(entry.used) && !Allowed.Contains(entry.used.Namespace))
            .Select(entry => $"{entry.type} uses {entry.used}");
        foreign.ShouldBeEmpty();
    }

    [Fact]
    public void Pages_hold_nothing_of_goals_or_products() =>
        typeof(Page).Assembly.GetTypes().Where(type => type.IsAssignableTo(typeof(Page)))
            .SelectMany(type => type.GetProperties(Everything)).SelectMany(property => Expand(property.PropertyType))
            .Where(IsOurs).ShouldAllBe(type => type.Namespace == typeof(Page).Namespace);

    private static bool IsOurs(Type type) => type.Namespace?.StartsWith("Gleaner", StringComparison.Ordinal) ?? false;

    private static IEnumerable<Type> UsedBy(Type type)
    {
        var methods = type.GetMethods(Everything).Cast<MethodBase>().Concat(type.GetConstructors(Everything)).ToList();
        return type.GetFields(Everything).Select(field => field.FieldType)
            .Concat(methods.SelectMany(method => method.GetParameters()).Select(parameter => parameter.ParameterType))
            .Concat(methods.OfType<MethodInfo>().Select(method => method.ReturnType))
            .Concat(methods.SelectMany(method => method.GetMethodBody()?.LocalVariables ?? []).Select(local => local.LocalType))
            .Concat(methods.SelectMany(CalledBy))
            .SelectMany(Expand);
    }

    /// <summary>The types whose members a method's code refers to: a type can be used without a local of it.</summary>
    private static IEnumerable<Type> CalledBy(MethodBase method)
    {
        var code = method.GetMethodBody()?.GetILAsByteArray() ?? [];
        for (var i = 0; i + 4 < code.Length; i++)
        {
            // call, callvirt, newobj, ldfld and their kin carry a metadata token; a chance match is resolved as well, which does no harm.
            if (code[i] is 0x28 or 0x6F or 0x73 or >= 0x7B and <= 0x80 && Resolve(method, BitConverter.ToInt32(code, i + 1)) is { } type)
            {
                yield return type;
            }
        }
    }

    private static Type? Resolve(MethodBase method, int token)
    {
        try
        {
            var member = method.Module.ResolveMember(token, method.DeclaringType?.GetGenericArguments(), method.IsGenericMethod ? method.GetGenericArguments() : null);
            return member?.DeclaringType;
        }
        catch (Exception e) when (e is ArgumentException or BadImageFormatException)
        {
            return null;
        }
    }

    private static IEnumerable<Type> Expand(Type type) =>
        type.HasElementType ? Expand(type.GetElementType()!)
        : type.IsGenericParameter ? []
        : type.GetGenericArguments().SelectMany(Expand).Append(type);
}
