using System.Collections.Immutable;
using Gleaner.Experiments.Configuration;

namespace Gleaner.Experiments;

/// <summary>The kinds that experiments can be made of. Immutable: adding a kind gives another registry.</summary>
public sealed class KindRegistry
{
    private readonly ImmutableArray<IKind> _kinds;

    private KindRegistry(ImmutableArray<IKind> kinds) => _kinds = kinds;

    /// <summary>The kinds that need nothing but this library: recorded experts and the methods of the paper.</summary>
    public static KindRegistry Basic { get; } = new KindRegistry([]).With(BasicKinds.All);

    /// <summary>All kinds, in the order in which they were added.</summary>
    public IReadOnlyList<IKind> All => _kinds;

    /// <summary>The kinds of a group, in the order in which they were added.</summary>
    /// <typeparam name="T">The group's type, such as <see cref="EnvironmentKind"/>.</typeparam>
    public IEnumerable<T> Of<T>()
        where T : IKind => _kinds.OfType<T>();

    /// <summary>The registry with further kinds.</summary>
    /// <exception cref="GleanerException">A name is taken within its group, or is not a name.</exception>
    public KindRegistry With(params IEnumerable<IKind> kinds)
    {
        var all = _kinds.ToBuilder();
        foreach (var kind in kinds)
        {
            if (!SafeName.IsSafe(kind.Name))
            {
                throw new GleanerException($"{kind.GetType().FullName}: '{kind.Name}' is not a usable name for a kind: use letters, digits, '-', '_' and '.', starting with a letter or digit.");
            }

            if (all.FirstOrDefault(other => other.Group == kind.Group && other.Name == kind.Name) is { } taken)
            {
                throw new GleanerException($"{kind.GetType().FullName}: the {kind.Group} kind '{kind.Name}' already exists ({taken.GetType().FullName}); give it another name.");
            }

            all.Add(kind);
        }

        return new KindRegistry(all.ToImmutable());
    }

    /// <summary>The kinds of a name, in any group; several groups may use one name.</summary>
    /// <exception cref="UsageException">There is none; the message names the nearest.</exception>
    public IReadOnlyList<IKind> Named(string name)
    {
        List<IKind> found = [.. _kinds.Where(kind => kind.Name == name)];
        if (found.Count > 0)
        {
            return found;
        }

        var nearest = NearestName.Of(name, _kinds.Select(kind => kind.Name).Distinct());
        throw new UsageException($"There is no kind '{name}'{(nearest is null ? "; 'gleaner kinds' lists them." : $"; did you mean '{nearest}'?")}");
    }
}
