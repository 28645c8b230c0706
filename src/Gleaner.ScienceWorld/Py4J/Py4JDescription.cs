using System.Text;

namespace Gleaner.ScienceWorld.Py4J;

/// <summary>A request in words.</summary>
internal static class Py4JDescription
{
    private const int Longest = 120;

    /// <summary>For example <c>load("boil", 0, "easy", false)</c>.</summary>
    /// <param name="request">The request as it is sent.</param>
    public static string Of(ReadOnlySpan<byte> request)
    {
        var lines = Encoding.UTF8.GetString(request).TrimEnd('\n').Split('\n');
        var words = lines switch
        {
            ["c", _, var method, .. var arguments, "e"] => $"{method}({string.Join(", ", arguments.Select(Argument))})",
            ["i", var name, "e"] => $"new {name}()",
            ["m", _, var reference, "e"] => $"free {reference}",
            ["A", ..] => "authentication",
            _ => string.Join(' ', lines),
        };
        return string.Create(Math.Min(words.Length, Longest), words, static (target, source) =>
        {
            for (var i = 0; i < target.Length; i++)
            {
                target[i] = char.IsControl(source[i]) ? '·' : source[i];
            }

            if (source.Length > target.Length)
            {
                target[^1] = '…';
            }
        });
    }

    private static string Argument(string line) => line switch
    {
        ['s', .. var text] => $"\"{text}\"",
        "n" => "null",
        [_, .. var value] => value,
        _ => "",
    };
}
