using System.Collections.Immutable;
using System.Globalization;

namespace Gleaner.Experiments.Configuration;

/// <summary>A value given on the command line: <c>--set training.bc.steps=200</c> or <c>--set methods.2.rollouts=6</c>.</summary>
internal static class Override
{
    /// <summary>Puts the value in its place; sections that are not there are added.</summary>
    /// <param name="root">The configuration as written.</param>
    /// <param name="assignment"><c>KEY=VALUE</c>.</param>
    /// <param name="folder">The folder that relative paths in the value start from.</param>
    /// <exception cref="ConfigException">The assignment has no such form, or names no place.</exception>
    public static ConfigMapping Apply(ConfigMapping root, string assignment, string folder)
    {
        var origin = new Origin($"--set {assignment}", folder);
        var split = assignment.IndexOf('=', StringComparison.Ordinal);
        var path = split < 0 ? [] : assignment[..split].Trim().Split('.');
        return path.Length == 0 || path.Any(string.IsNullOrEmpty)
            ? throw new ConfigException([$"{origin.Place}: write --set KEY=VALUE, for example --set training.bc.steps=200."])
            : (ConfigMapping)Set(root, path, YamlParser.ParseValue(assignment[(split + 1)..], origin), origin);
    }

    private static ConfigNode Set(ConfigNode? node, ReadOnlySpan<string> path, ConfigNode value, Origin origin) => path switch
    {
        [] => value,
        [var key, .. var rest] => node switch
        {
            ConfigSequence list when int.TryParse(key, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index < list.Items.Length =>
                list with { Items = list.Items.SetItem(index, Set(list.Items[index], rest, value, origin)) },
            ConfigSequence list => throw new ConfigException(
                [$"{origin.Place}: '{key}' is no item of the list, which has {list.Items.Length}; items count from 0."]),
            ConfigMapping mapping => mapping.With(key, Set(mapping.Find(key)?.Value, rest, value, origin)),
            _ => new ConfigMapping(ImmutableArray<ConfigEntry>.Empty, origin).With(key, Set(null, rest, value, origin)),
        },
    };
}
