using System.Collections;
using System.Reflection;

namespace Gleaner.Experiments;

/// <summary>
/// Where the code of a part comes from: its own assembly and those of everything it holds. The rules of a method decide results as much as the
/// method does.
/// </summary>
internal static class PartAssemblies
{
    private const BindingFlags OwnFields = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    public static IReadOnlySet<Assembly> Of(object part)
    {
        var assemblies = new HashSet<Assembly>();
        var seen = new HashSet<object>(ReferenceEqualityComparer.Instance);
        var open = new Stack<object>([part]);
        while (open.TryPop(out var next))
        {
            if (!seen.Add(next))
            {
                continue;
            }

            foreach (var held in HeldBy(next, assemblies))
            {
                open.Push(held);
            }
        }

        return assemblies;
    }

    private static IEnumerable<object> HeldBy(object part, HashSet<Assembly> assemblies)
    {
        if (part is Delegate function)
        {
            assemblies.Add(function.Method.Module.Assembly);
            return function.Target is { } target ? [target] : [];
        }

        if (IsOfTheRuntime(part.GetType()))
        {
            return part is IEnumerable items and not string ? items.Cast<object?>().Where(MayHoldCode).OfType<object>().ToList() : [];
        }

        var held = new List<object>();
        for (var type = part.GetType(); type is not null && !IsOfTheRuntime(type); type = type.BaseType)
        {
            // Lists and captured variables are of types that the compiler makes; a function's own code is told by its method.
            if (!type.Name.StartsWith('<'))
            {
                assemblies.Add(type.Assembly);
            }

            held.AddRange(type.GetFields(OwnFields).Where(field => !field.FieldType.IsPointer).Select(field => field.GetValue(part)).Where(MayHoldCode).OfType<object>());
        }

        return held;
    }

    private static bool MayHoldCode(object? value) => value is not null and not string && !value.GetType().IsPrimitive && !value.GetType().IsEnum;

    private static bool IsOfTheRuntime(Type type) =>
        type.IsArray || type.Namespace is { } name && (name == "System" || name.StartsWith("System.", StringComparison.Ordinal) || name.StartsWith("Microsoft.", StringComparison.Ordinal));
}
