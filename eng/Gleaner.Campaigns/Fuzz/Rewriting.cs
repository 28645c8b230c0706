using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Gleaner.Campaigns.Fuzz;

/// <summary>Changes after which a file means the same: blanks, the order of names, escapes, a byte order mark, ends of lines, comments.</summary>
internal static class Rewriting
{
    /// <summary>Draws one; null where the form has none.</summary>
    public static Mutation? Draw(byte[] original, Form form, Random chance)
    {
        switch (form)
        {
            case Form.Json or Form.JsonLines:
                switch (chance.Next(5))
                {
                    case 0:
                        return new Mutation("same: byte order mark", [.. Encoding.UTF8.Preamble, .. original], MeansTheSame: true);
                    case 1:
                        return new Mutation("same: ends of lines", Ends(original), MeansTheSame: true);
                    case 2:
                        return new Mutation("same: empty lines", [.. original, .. "\n \n"u8], MeansTheSame: true);
                    default:
                        return Json(original, form, chance);
                }

            case Form.Yaml:
                return chance.Next(3) switch
                {
                    0 => new Mutation("same: byte order mark", [.. Encoding.UTF8.Preamble, .. original], MeansTheSame: true),
                    1 => new Mutation("same: ends of lines", Ends(original), MeansTheSame: true),
                    _ => new Mutation("same: comments", [.. "# a comment: [\n"u8, .. original, .. "\n\n# another\n"u8], MeansTheSame: true),
                };
            case Form.Text:
                return chance.Next(2) == 0
                    ? new Mutation("same: byte order mark", [.. Encoding.UTF8.Preamble, .. original], MeansTheSame: true)
                    : new Mutation("same: ends of lines", Ends(original), MeansTheSame: true);
            case Form.Safetensors:
                return Header(original, chance);
            default:
                return null;
        }
    }

    private static byte[] Ends(byte[] original) => Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(original).Replace("\n", "\r\n", StringComparison.Ordinal));

    private static Mutation? Json(byte[] original, Form form, Random chance)
    {
        var text = Encoding.UTF8.GetString(original);
        var style = new Style(chance.Next(2) == 0, chance.Next(2) == 0, chance.Next(2) == 0, form == Form.Json, chance);
        var written = new StringBuilder();
        foreach (var document in form == Form.Json ? [text] : text.Split('\n'))
        {
            if (document.Length > 0)
            {
                Write(JsonNode.Parse(document), style, written);
            }

            written.Append('\n');
        }

        return new Mutation("same: " + style.Name, Encoding.UTF8.GetBytes(written.ToString().TrimEnd('\n') + "\n"), MeansTheSame: true);
    }

    // The header of a safetensors file is JSON behind its length, padded with blanks.
    private static Mutation Header(byte[] original, Random chance)
    {
        var length = (int)BinaryPrimitives.ReadInt64LittleEndian(original);
        var written = new StringBuilder();
        var style = new Style(true, false, false, false, chance);
        Write(JsonNode.Parse(Encoding.UTF8.GetString(original, 8, length)), style, written);
        written.Append(' ', 8 * (1 + chance.Next(3)) - (written.Length % 8));
        var header = Encoding.UTF8.GetBytes(written.ToString());
        var size = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(size, header.Length);
        return new Mutation("same: order of tensors", [.. size, .. header, .. original[(8 + length)..]], MeansTheSame: true);
    }

    private static void Write(JsonNode? node, Style style, StringBuilder text)
    {
        switch (node)
        {
            case JsonObject members:
                text.Append('{');
                var isFirst = true;
                foreach (var (name, value) in style.Reverses ? members.Reverse() : members)
                {
                    text.Append(isFirst ? "" : ",").Append(style.Blank());
                    WriteString(name, style, text);
                    text.Append(style.Blank()).Append(':').Append(style.Blank());
                    Write(value, style, text);
                    isFirst = false;
                }

                text.Append(style.Blank()).Append('}');
                break;
            case JsonArray items:
                text.Append('[');
                for (var i = 0; i < items.Count; i++)
                {
                    text.Append(i == 0 ? "" : ",").Append(style.Blank());
                    Write(items[i], style, text);
                }

                text.Append(style.Blank()).Append(']');
                break;
            case JsonValue value when value.GetValueKind() == JsonValueKind.String:
                WriteString(value.GetValue<string>(), style, text);
                break;
            default:
                text.Append(node?.ToJsonString() ?? "null");
                break;
        }
    }

    private static void WriteString(string value, Style style, StringBuilder text)
    {
        text.Append('"');
        foreach (var c in value)
        {
            if (style.Escapes && !char.IsSurrogate(c) && style.Chance.Next(3) == 0)
            {
                text.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
            }
            else if (c is '"' or '\\')
            {
                text.Append('\\').Append(c);
            }
            else if (c < ' ')
            {
                text.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
            }
            else
            {
                text.Append(c);
            }
        }

        text.Append('"');
    }

    private sealed record Style(bool Reverses, bool Blanks, bool Escapes, bool Breaks, Random Chance)
    {
        public string Name => $"{(Reverses ? "order, " : "")}{(Blanks ? "blanks, " : "")}{(Escapes ? "escapes" : "")}".TrimEnd(',', ' ') is { Length: > 0 } name ? name : "as it was";

        public string Blank() => !Blanks ? "" : Chance.Next(3) switch { 0 => " ", 1 => Breaks ? "\n  " : "\t", _ => "" };
    }
}
