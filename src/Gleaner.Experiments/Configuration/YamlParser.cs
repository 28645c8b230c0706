using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using YamlDotNet.RepresentationModel;

namespace Gleaner.Experiments.Configuration;

/// <summary>Turns YAML text into configuration nodes with line numbers.</summary>
internal static class YamlParser
{
    private const int DeepestNesting = 64;

    /// <summary>Parses a whole file's text.</summary>
    /// <param name="text">YAML.</param>
    /// <param name="fileName">The name used in errors.</param>
    /// <param name="folder">The folder that relative paths start from.</param>
    /// <exception cref="ConfigException">The text is not YAML, or not a mapping.</exception>
    public static ConfigMapping ParseFile(string text, string fileName, string folder)
    {
        var origin = new Origin($"{fileName}:1", folder);
        var root = Load(text, mark => $"{fileName}:{mark.Line}");
        return root is null
            ? new ConfigMapping([], origin)
            : Convert(root, mark => new Origin($"{fileName}:{mark.Line}", folder)) as ConfigMapping
              ?? throw new ConfigException([$"{origin.Place}: a configuration is a list of keys with values; see docs/configuration.md."]);
    }

    /// <summary>Parses one value, such as <c>5</c> or <c>[1, 2]</c>.</summary>
    /// <exception cref="ConfigException">The text is not YAML.</exception>
    public static ConfigNode ParseValue(string text, Origin origin) =>
        Load(text, _ => origin.Place) is { } node ? Convert(node, _ => origin) : new ConfigScalar("", false, origin);

    private static YamlNode? Load(string text, Func<Mark, string> place)
    {
        var stream = new YamlStream();
        var last = new Mark(0, 1, 1);
        try
        {
            RequireShallow(text, place, ref last);
            stream.Load(new StringReader(text));
        }
        catch (YamlException e)
        {
            // The parser names the start of what it was in; an indentation by a tab is found at its own line.
            var at = e.Message.Contains("tab", StringComparison.Ordinal) && TabIndentation(text) is { } line ? new Mark(0, line, 1) : e.Start;
            throw new ConfigException([$"{place(at)}: not valid YAML: {e.InnerException?.Message ?? e.Message}"]);
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException or FormatException or IndexOutOfRangeException or KeyNotFoundException)
        {
            throw new ConfigException([$"{place(last)}: not valid YAML: the parser gives up after this; check brackets, braces and quotes."]);
        }

        return stream.Documents.Count switch
        {
            0 => null,
            1 => stream.Documents[0].RootNode is YamlScalarNode { Style: ScalarStyle.Plain, Value: "" or null } ? null : stream.Documents[0].RootNode,
            _ => throw new ConfigException([$"{place(stream.Documents[1].RootNode.Start)}: a second YAML document begins here; a configuration is one."]),
        };
    }

    // What is nested deeper than any configuration would end the process, here or further on.
    private static void RequireShallow(string text, Func<Mark, string> place, ref Mark last)
    {
        var depth = 0;
        for (var parser = new Parser(new StringReader(text)); parser.MoveNext();)
        {
            last = parser.Current!.End;
            depth += parser.Current switch { MappingStart or SequenceStart => 1, MappingEnd or SequenceEnd => -1, _ => 0 };
            if (depth > DeepestNesting)
            {
                throw new ConfigException([$"{place(parser.Current!.Start)}: sections and lists are nested more than {DeepestNesting} deep; no configuration is."]);
            }

            if (parser.Current is NodeEvent { Tag: { IsEmpty: false, IsNonSpecific: false } tag } tagged && tag.Value != "tag:yaml.org,2002:str")
            {
                throw new ConfigException([$"{place(tagged.Start)}: the tag '{tag.Value}' has no meaning here; write the value alone."]);
            }

            if (parser.Current is AnchorAlias alias)
            {
                throw new ConfigException([$"{place(alias.Start)}: '*{alias.Value}' refers to another place of the file; write its values here."]);
            }
        }
    }

    private static int? TabIndentation(string text)
    {
        var line = 1;
        foreach (var content in text.AsSpan().EnumerateLines())
        {
            if (content[..(content.Length - content.TrimStart().Length)].Contains('\t'))
            {
                return line;
            }

            line++;
        }

        return null;
    }

    private static ConfigNode Convert(YamlNode node, Func<Mark, Origin> origin) => node switch
    {
        YamlScalarNode scalar => new ConfigScalar(scalar.Value ?? "", scalar.Style is not (ScalarStyle.Plain or ScalarStyle.Any), origin(node.Start)),
        YamlSequenceNode sequence => new ConfigSequence([.. sequence.Children.Select(child => Convert(child, origin))], origin(node.Start)),
        YamlMappingNode mapping => new ConfigMapping([.. Entries(mapping, origin)], origin(StartOf(mapping))),
        _ => throw new ConfigException([$"{origin(node.Start).Place}: this kind of YAML node has no meaning here."]),
    };

    // The parser gives no place to the one pair of [key: value].
    private static Mark StartOf(YamlMappingNode mapping) => mapping is { Start.Index: 0, Children: [var (first, _), ..] } ? first.Start : mapping.Start;

    private static IEnumerable<ConfigEntry> Entries(YamlMappingNode mapping, Func<Mark, Origin> origin)
    {
        foreach (var (key, value) in mapping.Children)
        {
            yield return key is YamlScalarNode { Value: { } name }
                ? new ConfigEntry(name, Convert(value, origin), origin(key.Start))
                : throw new ConfigException([$"{origin(key.Start).Place}: a key is a name."]);
        }
    }
}
