using Gleaner.Chat.Templates.Values;

namespace Gleaner.Chat.Templates.Execution;

/// <summary>Names that a part of a template has set, over those of the parts around it.</summary>
internal sealed class Scope(Scope? outer)
{
    private readonly Dictionary<string, Value> _values = new(StringComparer.Ordinal);

    public void Set(string name, Value value) => _values[name] = value;

    public Value? Find(string name)
    {
        for (var scope = this; scope is not null; scope = scope.Outer)
        {
            if (scope._values.TryGetValue(name, out var value))
            {
                return value;
            }
        }

        return null;
    }

    private Scope? Outer { get; } = outer;
}
