using System.Globalization;

namespace Gleaner.Benchmarks.Measuring;

/// <summary>Lines of columns: texts to the left, numbers to the right.</summary>
internal sealed class Table
{
    private readonly TextWriter _output;
    private readonly (string Title, int Width)[] _columns;

    /// <summary>Writes the titles.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="columns">Title and width of each column; the width is negative for text.</param>
    public Table(TextWriter output, params (string Title, int Width)[] columns)
    {
        _output = output;
        _columns = columns;
        Row([.. _columns.Select(column => (object)column.Title)]);
    }

    /// <summary>Writes a line as soon as it is measured.</summary>
    public void Row(params object?[] cells)
    {
        var padded = cells.Select((cell, i) =>
        {
            var text = Convert.ToString(cell, CultureInfo.InvariantCulture) ?? "";
            return _columns[i].Width < 0 ? text.PadRight(-_columns[i].Width) : text.PadLeft(_columns[i].Width);
        });
        _output.WriteLine(string.Join("  ", padded).TrimEnd());
    }

    public static string Number(double? value, string format = "F1") => value?.ToString(format, CultureInfo.InvariantCulture) ?? "";

    public static string Share(double? value) => value?.ToString("P0", CultureInfo.InvariantCulture) ?? "";
}
