using System.Globalization;
using System.Text;
using Gleaner.Chat.Templates.Execution;

namespace Gleaner.Chat.Templates.Library;

/// <summary>The parts of C's <c>strftime</c> that dates in templates are written with, in English.</summary>
internal static class DateFormat
{
    public static string Write(RenderContext context, string format, DateTimeOffset now)
    {
        var text = new StringBuilder();
        for (var i = 0; i < format.Length; i++)
        {
            if (format[i] != '%')
            {
                text.Append(format[i]);
                continue;
            }

            i++;
            var part = i < format.Length ? format[i] : '\0';
            text.Append(part switch
            {
                '%' => "%",
                'j' => now.DayOfYear.ToString("000", CultureInfo.InvariantCulture),
                _ => now.ToString(DotNetFormat(part) ?? throw context.Fail($"'%{part}' in the format of 'strftime_now' is not supported"), CultureInfo.InvariantCulture),
            });
        }

        return text.ToString();
    }

    private static string? DotNetFormat(char part) => part switch
    {
        'd' => "dd",
        'm' => "MM",
        'y' => "yy",
        'Y' => "yyyy",
        'b' => "MMM",
        'B' => "MMMM",
        'a' => "ddd",
        'A' => "dddd",
        'H' => "HH",
        'I' => "hh",
        'M' => "mm",
        'S' => "ss",
        'p' => "tt",
        _ => null,
    };
}
