using System.Text;

namespace Gleaner.Trainers.Trainers;

/// <summary>Texts with <c>{name}</c> in them; <c>{{</c> and <c>}}</c> stand for braces.</summary>
internal static class Placeholders
{
    /// <summary>Puts values in the places of names.</summary>
    /// <exception cref="GleanerException">A brace is not closed.</exception>
    public static string Fill(string argument, Func<string, string> value)
    {
        var text = new StringBuilder();
        for (var i = 0; i < argument.Length; i++)
        {
            var c = argument[i];
            if (c is '{' or '}' && i + 1 < argument.Length && argument[i + 1] == c)
            {
                text.Append(c);
                i++;
            }
            else if (c == '{')
            {
                var end = argument.IndexOf('}', i);
                if (end < 0)
                {
                    throw new GleanerException($"The command has a '{{' without a '}}' in '{argument}'; write '{{{{' for a brace.");
                }

                text.Append(value(argument[(i + 1)..end]));
                i = end;
            }
            else
            {
                text.Append(c);
            }
        }

        return text.ToString();
    }
}
