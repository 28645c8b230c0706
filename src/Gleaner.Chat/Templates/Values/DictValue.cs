namespace Gleaner.Chat.Templates.Values;

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
