using Gleaner.Chat.Texts;

namespace Gleaner.Chat.Templates;

/// <summary>
/// A value of a template. Templates reach these types and nothing else: there is no way from a template to an object of the program.
/// </summary>
internal abstract class Value
{
    /// <summary>Python's name of the type, for messages.</summary>
    public abstract string TypeName { get; }

    /// <summary>What <c>if</c> makes of it.</summary>
    public abstract bool IsTrue { get; }

    /// <summary>What it costs to make or read as a whole, in steps.</summary>
    public virtual long Weight => 1;

    /// <summary>How deep lists and dicts are nested in it.</summary>
    public virtual int Depth => 0;
}

/// <summary>What a missing name or attribute gives: empty when printed or walked, an error when used otherwise.</summary>
/// <param name="reason">What is missing, for the error.</param>
internal sealed class UndefinedValue(string reason) : Value
{
    public string Reason => reason;

    public override string TypeName => "Undefined";

    public override bool IsTrue => false;
}

/// <summary>Python's <c>None</c>.</summary>
internal sealed class NoneValue : Value
{
    private NoneValue()
    {
    }

    public static NoneValue Instance { get; } = new();

    public override string TypeName => "NoneType";

    public override bool IsTrue => false;
}

/// <summary>A truth value; in arithmetic 0 or 1.</summary>
internal sealed class BooleanValue : Value
{
    private readonly bool _value;

    private BooleanValue(bool value) => _value = value;

    public static BooleanValue True { get; } = new(true);

    public static BooleanValue False { get; } = new(false);

    public override string TypeName => "bool";

    public override bool IsTrue => _value;

    public static BooleanValue Of(bool value) => value ? True : False;
}

/// <summary>A whole number of 64 bits.</summary>
internal sealed class IntegerValue(long number) : Value
{
    public long Number => number;

    public override string TypeName => "int";

    public override bool IsTrue => number != 0;
}

/// <summary>A floating-point number.</summary>
internal sealed class FloatValue(double number) : Value
{
    public double Number => number;

    public override string TypeName => "float";

    public override bool IsTrue => number != 0;
}

/// <summary>A string that knows where its characters come from.</summary>
internal sealed class TextValue(TracedText text) : Value
{
    public TracedText Traced => text;

    public string Text => text.Text;

    public override string TypeName => "str";

    public override bool IsTrue => text.Length > 0;

    public override long Weight => 1 + (text.Length / 8) + text.Runs.Length;

    /// <summary>A string the template or the program wrote.</summary>
    public static TextValue Of(string text) => new(TracedText.Of(text, TextOrigin.Template));
}

/// <summary>An immutable sequence. Made by the budget, which bounds its size and depth.</summary>
internal sealed class ListValue : Value
{
    internal ListValue(IReadOnlyList<Value> items, ListKind kind, long weight, int depth)
    {
        Items = items;
        Kind = kind;
        Weight = weight;
        Depth = depth;
    }

    public IReadOnlyList<Value> Items { get; }

    public ListKind Kind { get; }

    /// <summary>Whether a generator has given its items away.</summary>
    public bool IsSpent { get; set; }

    public override long Weight { get; }

    public override int Depth { get; }

    public override bool IsTrue => Kind == ListKind.Generator || Items.Count > 0;

    public bool HasIndex => Kind is ListKind.List or ListKind.Tuple or ListKind.Range;

    public override string TypeName => Kind switch
    {
        ListKind.List => "list",
        ListKind.Tuple => "tuple",
        ListKind.Range => "range",
        ListKind.View => "dict view",
        _ => "generator",
    };
}

/// <summary>Which of Python's sequences a list stands for; they differ in what may be done with them.</summary>
internal enum ListKind
{
    List,
    Tuple,
    Range,

    /// <summary>Keys, values or items of a dict: countable, not indexable.</summary>
    View,

    /// <summary>What a filter such as <c>map</c> gives: it can be walked once, and not counted or indexed.</summary>
    Generator,
}

/// <summary>An immutable mapping that keeps the order of its keys. Made by the budget, which bounds its size and depth.</summary>
internal sealed class DictValue : Value
{
    private readonly Dictionary<Value, int> _places;
    private readonly List<KeyValuePair<Value, Value>> _entries;

    internal DictValue(IEnumerable<KeyValuePair<Value, Value>> entries, long weight, int depth)
    {
        Weight = weight;
        Depth = depth;
        _places = new Dictionary<Value, int>(ValueEquality.Instance);
        _entries = [];
        foreach (var entry in entries)
        {
            if (_places.TryGetValue(entry.Key, out var place))
            {
                _entries[place] = new(_entries[place].Key, entry.Value);
            }
            else
            {
                _places.Add(entry.Key, _entries.Count);
                _entries.Add(entry);
            }
        }
    }

    public IReadOnlyList<KeyValuePair<Value, Value>> Entries => _entries;

    public override string TypeName => "dict";

    public override bool IsTrue => _entries.Count > 0;

    public override long Weight { get; }

    public override int Depth { get; }

    public Value? Find(Value key) => _places.TryGetValue(key, out var place) ? _entries[place].Value : null;
}

/// <summary>What <c>namespace()</c> gives: the one thing that templates can change.</summary>
internal sealed class NamespaceValue : Value
{
    public Dictionary<string, Value> Attributes { get; } = new(StringComparer.Ordinal);

    public override string TypeName => "Namespace";

    public override bool IsTrue => true;
}

/// <summary>What <c>loop</c> is inside a <c>for</c>.</summary>
internal sealed class LoopValue(IReadOnlyList<Value> items) : Value
{
    public int Index { get; set; }

    public override string TypeName => "LoopContext";

    public override bool IsTrue => true;

    /// <summary>An attribute, or null if there is none of this name.</summary>
    public Value? Find(string name) => name switch
    {
        "index" => new IntegerValue(Index + 1),
        "index0" => new IntegerValue(Index),
        "revindex" => new IntegerValue(items.Count - Index),
        "revindex0" => new IntegerValue(items.Count - Index - 1),
        "first" => BooleanValue.Of(Index == 0),
        "last" => BooleanValue.Of(Index == items.Count - 1),
        "length" => new IntegerValue(items.Count),
        "previtem" => Index > 0 ? items[Index - 1] : new UndefinedValue("there is no previous item"),
        "nextitem" => Index < items.Count - 1 ? items[Index + 1] : new UndefinedValue("there is no next item"),
        _ => null,
    };
}

/// <summary>What can be called: a function of the program, a method bound to its value, a macro.</summary>
internal sealed class FunctionValue(Func<RenderContext, Arguments, Value> call) : Value
{
    public override string TypeName => "function";

    public override bool IsTrue => true;

    public Value Call(RenderContext context, Arguments arguments) => call(context, arguments);
}
