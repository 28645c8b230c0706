using System.Collections.Immutable;

namespace Gleaner.Experiments.Configuration;

/// <summary>A node of a configuration as written: nothing is interpreted yet. Immutable.</summary>
public abstract record ConfigNode(Origin Origin);

/// <summary>A single value.</summary>
/// <param name="Text">Its text.</param>
/// <param name="IsQuoted">Whether it was put in quotes, so that <c>"5"</c> is a text and no number.</param>
/// <param name="Origin">Where it stands.</param>
public sealed record ConfigScalar(string Text, bool IsQuoted, Origin Origin) : ConfigNode(Origin);

/// <summary>A list.</summary>
public sealed record ConfigSequence(ImmutableArray<ConfigNode> Items, Origin Origin) : ConfigNode(Origin);

/// <summary>A section: keys with values, in the order written.</summary>
public sealed record ConfigMapping(ImmutableArray<ConfigEntry> Entries, Origin Origin) : ConfigNode(Origin)
{
    /// <summary>The entry of a key, or null.</summary>
    public ConfigEntry? Find(string key) => Entries.FirstOrDefault(entry => entry.Key == key);

    /// <summary>The section with a key set to a value.</summary>
    public ConfigMapping With(string key, ConfigNode value)
    {
        var entry = new ConfigEntry(key, value, value.Origin);
        return Find(key) is { } old
            ? this with { Entries = Entries.Replace(old, entry) }
            : this with { Entries = Entries.Add(entry) };
    }
}

/// <summary>A key with its value.</summary>
public sealed record ConfigEntry(string Key, ConfigNode Value, Origin Origin);

/// <summary>Where a value was written, so that errors can point at it.</summary>
/// <param name="Place"><c>FILE:LINE</c>, or <c>--set KEY=VALUE</c>.</param>
/// <param name="Folder">The folder that relative paths in the value start from.</param>
public sealed record Origin(string Place, string Folder);
