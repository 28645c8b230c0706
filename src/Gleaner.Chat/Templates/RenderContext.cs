using Gleaner.Chat.Texts;

namespace Gleaner.Chat.Templates;

/// <summary>The state of one rendering: names, output, and what it may still cost.</summary>
internal sealed class RenderContext(string template, ChatTemplateLimits limits, TimeProvider clock, Scope scope)
{
    private long _steps;
    private int _depth;
    private int _line = 1;

    public ChatTemplateLimits Limits => limits;

    public TimeProvider Clock => clock;

    /// <summary>Line of the node being carried out.</summary>
    public int Line => _line;

    public Scope Scope { get; set; } = scope;

    public TracedTextBuilder Output { get; set; } = new();

    /// <summary>Goes into a node of the program.</summary>
    /// <returns>The line to come back to.</returns>
    public int Enter(int line)
    {
        var outer = _line;
        _line = line;
        if (++_depth > limits.MaxDepth)
        {
            throw Fail($"nested deeper than {limits.MaxDepth} levels");
        }

        Charge(1);
        return outer;
    }

    /// <summary>Comes back from a node.</summary>
    public void Leave(int line)
    {
        _depth--;
        _line = line;
    }

    /// <summary>Counts steps.</summary>
    public void Charge(long steps)
    {
        _steps += steps;
        if (_steps > limits.MaxSteps)
        {
            throw Fail($"the template takes more than {limits.MaxSteps} steps");
        }
    }

    /// <summary>Checks the length of a text before or after it is made.</summary>
    public void CheckLength(long length)
    {
        if (length > limits.MaxOutput)
        {
            throw Fail($"a text is longer than {limits.MaxOutput} characters");
        }
    }

    public ChatTemplateException Fail(string reason) => new(template, _line, reason);

    public ChatTemplateException Raise(string reason) => new(template, _line, $"the template refuses the messages: {reason}") { IsRaisedByTemplate = true };

    public TextValue Text(TracedText text)
    {
        CheckLength(text.Length);
        var value = new TextValue(text);
        Charge(value.Weight);
        return value;
    }

    public ListValue List(IReadOnlyList<Value> items, ListKind kind = ListKind.List)
    {
        long weight = 1;
        var depth = 0;
        foreach (var item in items)
        {
            weight += item.Weight;
            depth = Math.Max(depth, item.Depth);
        }

        Charge(1 + items.Count);
        CheckContainer(weight, depth + 1);
        return new ListValue(items, kind, weight, depth + 1);
    }

    public ListValue Texts(List<TracedText> texts, ListKind kind = ListKind.List) => List(texts.ConvertAll<Value>(Text), kind);

    public DictValue Dict(IReadOnlyList<KeyValuePair<Value, Value>> entries)
    {
        long weight = 1;
        var depth = 0;
        foreach (var (key, value) in entries)
        {
            if (!ValueEquality.CanBeKey(key))
            {
                throw Fail($"'{key.TypeName}' cannot be a key of a dict");
            }

            weight += key.Weight + value.Weight;
            depth = Math.Max(depth, Math.Max(key.Depth, value.Depth));
        }

        Charge(1 + (2 * entries.Count));
        CheckContainer(weight, depth + 1);
        return new DictValue(entries, weight, depth + 1);
    }

    private void CheckContainer(long weight, int depth)
    {
        // Shared parts count each time they are reached, so that walking a value is bounded by its weight.
        if (weight > limits.MaxSteps)
        {
            throw Fail("a list or dict holds too many items");
        }

        if (depth > limits.MaxDepth)
        {
            throw Fail($"lists are nested deeper than {limits.MaxDepth} levels");
        }
    }
}

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
