using System.Text;

namespace Gleaner.Experiments.Configuration;

/// <summary>Writes configuration nodes as YAML, one key a line.</summary>
internal static class YamlWriter
{
    public static string Write(ConfigMapping mapping)
    {
        var yaml = new StringBuilder();
        WriteEntries(yaml, mapping, "", "");
        return yaml.ToString();
    }

    private static void WriteEntries(StringBuilder yaml, ConfigMapping mapping, string firstIndent, string indent)
    {
        var lead = firstIndent;
        foreach (var entry in mapping.Entries)
        {
            yaml.Append(lead).Append(entry.Key).Append(':');
            lead = indent;
            switch (entry.Value)
            {
                case ConfigMapping { Entries.Length: > 0 } section:
                    yaml.Append('\n');
                    WriteEntries(yaml, section, indent + "  ", indent + "  ");
                    break;
                case ConfigSequence { Items: [ConfigMapping, ..] } list:
                    yaml.Append('\n');
                    foreach (var item in list.Items)
                    {
                        WriteEntries(yaml, (ConfigMapping)item, indent + "  - ", indent + "    ");
                    }

                    break;
                case ConfigSequence list:
                    yaml.Append(" [").AppendJoin(", ", list.Items.Select(item => Scalar((ConfigScalar)item))).Append("]\n");
                    break;
                case ConfigScalar scalar:
                    yaml.Append(' ').Append(Scalar(scalar)).Append('\n');
                    break;
                default:
                    yaml.Append(" {}\n");
                    break;
            }
        }
    }

    private static string Scalar(ConfigScalar scalar) => scalar.IsQuoted
        ? $"\"{scalar.Text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal)}\""
        : scalar.Text;
}
