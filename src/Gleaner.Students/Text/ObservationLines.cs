using Gleaner.Environments;

namespace Gleaner.Students.Text;

/// <summary>An observation's text line by line, with single blanks and without empty lines.</summary>
internal static class ObservationLines
{
    private static readonly char[] Blanks = [' ', '\t', '\r', '\v', '\f', '\u00A0'];

    public static IEnumerable<string> Of(Observation observation)
    {
        foreach (var line in observation.Text.Split('\n'))
        {
            var words = line.Split(Blanks, StringSplitOptions.RemoveEmptyEntries);
            if (words.Length > 0)
            {
                yield return string.Join(' ', words);
            }
        }
    }
}
