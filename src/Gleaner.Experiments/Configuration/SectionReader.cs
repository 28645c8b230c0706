using System.Collections.Immutable;

namespace Gleaner.Experiments.Configuration;

/// <summary>
/// Reads one section. Each key is declared once, by the call that reads it; the call checks the value, describes the key for the
/// documentation and adds it to the resolved section, so the three cannot disagree.
/// </summary>
public sealed class SectionReader
{
    private readonly ConfigMapping _section;
    private readonly string _path;
    private readonly string? _kind;
    private readonly ReadLog _log;
    private readonly List<string> _known;

    internal SectionReader(ConfigMapping section, ReadLog log, string path = "")
        : this(section, log, path, null, [])
    {
    }

    private SectionReader(ConfigMapping section, ReadLog log, string path, string? kind, List<string> known)
    {
        _section = section;
        _log = log;
        _path = path;
        _kind = kind;
        _known = known;
        Resolved = new ConfigMapping([], section.Origin);
    }

    /// <summary>The section with every key that was read and its value.</summary>
    internal ConfigMapping Resolved { get; private set; }

    /// <summary>Reads a single value.</summary>
    /// <param name="key">Its key in this section.</param>
    /// <param name="type">How its text is understood.</param>
    /// <param name="fallback">What holds where it is left out; null if it must be given.</param>
    /// <param name="meaning">One sentence for the documentation.</param>
    public T Value<T>(string key, ValueKind<T> type, string? fallback, string meaning)
    {
        Declare(key, type.Description, fallback, meaning);
        var entry = _section.Find(key);
        if (entry is null && fallback is null)
        {
            _log.Fail(_section.Origin.Place, FullName(key), $"'{FullName(key)}' is missing: {meaning}", FaultKind.Missing);
            return type.Placeholder;
        }

        if (entry is null && _log.HasFaults && type.Parse(new ConfigScalar(fallback!, type.IsText, _section.Origin)) is not { IsValid: true })
        {
            // What holds by default depends on something that is wrong, which has been told.
            return type.Placeholder;
        }

        var node = entry?.Value ?? new ConfigScalar(fallback!, type.IsText, _section.Origin);
        var value = Scalar(key, type, node, out var resolved);
        return resolved is null ? type.Placeholder : Keep(key, resolved, value!);
    }

    /// <summary>Whether a key is written in the section.</summary>
    internal bool IsGiven(string key) => _section.Find(key) is not null;

    /// <summary>Reads a value that decides no result and is therefore left out of the resolved section.</summary>
    public T Unresolved<T>(string key, ValueKind<T> type, string? fallback, string meaning)
    {
        var resolved = Resolved;
        var value = Value(key, type, fallback, meaning);
        Resolved = resolved;
        return value;
    }

    /// <summary>Reads a value that is part of the resolved section only where it is given: a key that earlier runs did not know.</summary>
    public T ResolvedWhereGiven<T>(string key, ValueKind<T> type, string? fallback, string meaning) =>
        _section.Find(key) is null ? Unresolved(key, type, fallback, meaning) : Value(key, type, fallback, meaning);

    /// <summary>Reads a list of values.</summary>
    public ImmutableArray<T> Values<T>(string key, ValueKind<T> type, string fallback, string meaning)
    {
        Declare(key, $"list; each {type.Description}", $"[{fallback}]", meaning);
        var node = _section.Find(key)?.Value ?? YamlParser.ParseValue($"[{fallback}]", _section.Origin);

        // One value stands for a list of one.
        var items = node is ConfigSequence list ? list.Items : [node];
        var values = ImmutableArray.CreateBuilder<T>();
        var resolved = ImmutableArray.CreateBuilder<ConfigNode>();
        foreach (var item in items)
        {
            var value = Scalar(key, type, item, out var scalar);
            values.Add(scalar is null ? type.Placeholder : value!);
            resolved.Add(scalar ?? item);
        }

        return Keep(key, new ConfigSequence(resolved.ToImmutable(), node.Origin), values.ToImmutable());
    }

    /// <summary>Reads a list of values that decides no result and is therefore left out of the resolved section.</summary>
    public ImmutableArray<T> UnresolvedValues<T>(string key, ValueKind<T> type, string fallback, string meaning)
    {
        var resolved = Resolved;
        var values = Values(key, type, fallback, meaning);
        Resolved = resolved;
        return values;
    }

    /// <summary>Reads a section inside this one; where it is left out all its defaults hold.</summary>
    public T Section<T>(string key, Func<SectionReader, T> read)
    {
        _known.Add(key);
        var node = _section.Find(key)?.Value;
        var mapping = node as ConfigMapping ?? new ConfigMapping([], node?.Origin ?? _section.Origin);
        if (node is not (null or ConfigMapping or ConfigScalar { Text: "", IsQuoted: false }))
        {
            _log.Fail(node.Origin.Place, FullName(key), $"'{FullName(key)}' is a section: write its keys below it, indented.");
        }

        var (value, resolved) = ReadSection(mapping, FullName(key), read);
        return Keep(key, resolved, value);
    }

    /// <summary>Reads a list of sections that may be left out; it is then empty, and not part of what is resolved.</summary>
    public ImmutableArray<T> OptionalSections<T>(string key, Func<SectionReader, T> read, string meaning)
    {
        _known.Add(key);
        return !_log.IsListing && _section.Find(key) is null ? [] : Sections(key, read, meaning);
    }

    /// <summary>Reads a list of sections with at least one item.</summary>
    public ImmutableArray<T> Sections<T>(string key, Func<SectionReader, T> read, string meaning)
    {
        _known.Add(key);
        var node = _section.Find(key)?.Value;
        if (_log.IsListing)
        {
            ReadSection(new ConfigMapping([], _section.Origin), FullName(key) + "[]", read);
            return [];
        }

        if (node is not ConfigSequence { Items.Length: > 0 } list)
        {
            _log.Fail(
                (node?.Origin ?? _section.Origin).Place, FullName(key), $"'{FullName(key)}' needs a list with at least one item: {meaning}",
                node is null ? FaultKind.Missing : FaultKind.Wrong);
            return [];
        }

        var values = ImmutableArray.CreateBuilder<T>();
        var resolved = ImmutableArray.CreateBuilder<ConfigNode>();
        for (var i = 0; i < list.Items.Length; i++)
        {
            if (list.Items[i] is ConfigMapping item)
            {
                var (value, section) = ReadSection(item, $"{FullName(key)}[{i}]", read);
                values.Add(value);
                resolved.Add(section);
            }
            else
            {
                _log.Fail(list.Items[i].Origin.Place, FullName(key), $"'{FullName(key)}[{i}]' is a section: write its keys, not a single value.");
            }
        }

        return Keep(key, new ConfigSequence(resolved.ToImmutable(), list.Origin), values.ToImmutable());
    }

    /// <summary>Reads the key <c>kind</c> and then what belongs to that kind alone.</summary>
    public T Kind<T>(string meaning, params (string Name, Func<SectionReader, T> Read)[] kinds) => Kind(null, meaning, kinds);

    /// <summary>The same with a kind that holds where none is named.</summary>
    public T Kind<T>(string? fallback, string meaning, params (string Name, Func<SectionReader, T> Read)[] kinds)
    {
        var names = ValueKind.OneOf(kinds.ToDictionary(kind => kind.Name, kind => kind));
        var kind = Value("kind", names, fallback, meaning);
        if (_log.IsListing)
        {
            foreach (var (name, read) in kinds)
            {
                read(new SectionReader(_section, _log, _path, name, _known));
            }
        }

        if (kind.Read is null)
        {
            // Which keys would be right is not known: do not complain about them too, but for one that should be the kind.
            _known.AddRange(_section.Entries.Select(entry => entry.Key).Where(key => _section.Find("kind") is not null || NearestName.Of(key, ["kind"]) is null));
            return default!;
        }

        var own = new SectionReader(_section, _log, _path, kind.Name, _known);
        var result = kind.Read(own);
        foreach (var entry in own.Resolved.Entries)
        {
            Resolved = Resolved.With(entry.Key, entry.Value);
        }

        return result;
    }

    /// <summary>What the reading was started with: the kinds there are. Null where nothing was given.</summary>
    public object? Context => _log.Context;

    /// <summary>
    /// Reads one of several things by name: written as the name alone, or as a section with the name as its <c>kind</c> and keys of its own.
    /// </summary>
    /// <param name="key">Its key in this section.</param>
    /// <param name="fallback">The name that holds where the key is left out.</param>
    /// <param name="meaning">One sentence for the documentation.</param>
    /// <param name="kinds">The names, and how each is read.</param>
    public T NamedSection<T>(string key, string fallback, string meaning, IReadOnlyList<(string Name, Func<SectionReader, T> Read)> kinds)
        where T : class
    {
        var names = ValueKind.OneOf(kinds.ToDictionary(kind => kind.Name, kind => kind));
        if (_section.Find(key)?.Value is not ConfigMapping mapping)
        {
            var named = Value(key, names, fallback, meaning);
            if (named.Read is null)
            {
                return kinds[0].Read(new SectionReader(new ConfigMapping([], _section.Origin), new ReadLog { IsListing = true }));
            }

            // Its own keys are left out, so their defaults hold; they are part of what is resolved.
            var (value, defaults) = ReadSection(new ConfigMapping([], _section.Origin), FullName(key), named.Read);
            if (defaults.Entries.Length > 0)
            {
                Resolved = Resolved.With(key, WithKind(named.Name, defaults));
            }

            return value;
        }

        _known.Add(key);
        var (section, resolved) = ReadSection(mapping, FullName(key), own => own.Kind(meaning, [.. kinds]));
        return Keep(key, resolved, section) ?? kinds[0].Read(new SectionReader(new ConfigMapping([], _section.Origin), new ReadLog { IsListing = true }));

        ConfigMapping WithKind(string name, ConfigMapping own) =>
            new([new ConfigEntry("kind", new ConfigScalar(name, false, _section.Origin), _section.Origin), .. own.Entries], _section.Origin);
    }

    /// <summary>Reports that a key's value does not fit the others.</summary>
    public void Fail(string key, string message) => _log.Fail(
        (_section.Find(key)?.Value.Origin ?? _section.Origin).Place, FullName(key), $"'{FullName(key)}' {message}", FaultKind.Inconsistent);

    /// <summary>Reports every key that nobody asked for.</summary>
    internal void Finish()
    {
        var given = _section.Entries.Select(entry => entry.Key).ToHashSet(StringComparer.Ordinal);
        var known = _known.ToHashSet(StringComparer.Ordinal);
        var free = known.Where(name => !given.Contains(name)).ToList();
        foreach (var entry in _section.Entries.Where(entry => !known.Contains(entry.Key)))
        {
            var nearest = NearestName.Of(entry.Key, free) ?? NearestName.Of(entry.Key, known);
            if (nearest is not null)
            {
                _log.Forgive(FullName(nearest));
            }

            _log.Fail(entry.Origin.Place, FullName(entry.Key), $"unknown key '{FullName(entry.Key)}'"
                + (nearest is null ? $"; the keys here are {string.Join(", ", known)}." : $"; did you mean '{nearest}'?"));
        }
    }

    private (T Value, ConfigMapping Resolved) ReadSection<T>(ConfigMapping mapping, string path, Func<SectionReader, T> read)
    {
        var reader = new SectionReader(mapping, _log, path);
        var value = read(reader);
        reader.Finish();
        return (value, reader.Resolved);
    }

    private T? Scalar<T>(string key, ValueKind<T> type, ConfigNode node, out ConfigScalar? resolved)
    {
        resolved = null;
        if (node is not ConfigScalar scalar)
        {
            _log.Fail(node.Origin.Place, FullName(key), $"'{FullName(key)}' must be {type.Description}, not a {(node is ConfigSequence ? "list" : "section")}.");
            return default;
        }

        if (type.Parse(scalar) is { IsValid: true } parsed)
        {
            resolved = new ConfigScalar(parsed.Canonical, type.IsText, scalar.Origin);
            return parsed.Value;
        }

        var shown = scalar.IsQuoted ? $"\"{scalar.Text}\"" : $"'{scalar.Text}'";
        var nearest = NearestName.Of(scalar.Text, type.Names);
        _log.Fail(scalar.Origin.Place, FullName(key), $"'{FullName(key)}' must be {type.Description}, not {shown}{(nearest is null ? "." : $"; did you mean '{nearest}'?")}");
        return default;
    }

    private T Keep<T>(string key, ConfigNode resolved, T value)
    {
        Resolved = Resolved.With(key, resolved);
        return value;
    }

    private void Declare(string key, string values, string? fallback, string meaning)
    {
        _known.Add(key);
        _log.Describe(new KeyDescription(FullName(key), _kind, values, fallback, meaning));
    }

    private string FullName(string key) => _path.Length == 0 ? key : $"{_path}.{key}";
}
