using Gleaner.Reports.Markup;

namespace Gleaner.Reports.Charts;

/// <summary>
/// A block of tiny squares filled column by column, one per task. Blocks of the same tasks in the same order can stand side by
/// side: a task then keeps its place, and what changes between stages shows as a change of colour.
/// </summary>
internal sealed record GridChart
{
    public required string Description { get; init; }

    /// <summary>Class of each cell, in order.</summary>
    public IReadOnlyList<string> Cells { get; init; } = [];

    /// <summary>Cells from top to bottom of one column.</summary>
    public int Rows { get; init; } = 40;

    /// <summary>Distance from cell to cell in pixels; a tenth of it is gap.</summary>
    public double Pitch { get; init; } = 7;

    public Fragment Render()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Rows, 1);
        var columns = Math.Max(1, (Cells.Count + Rows - 1) / Rows);
        var svg = new SvgBuilder(columns * Pitch, Math.Min(Rows, Math.Max(1, Cells.Count)) * Pitch, Description);
        var classes = Cells.Select((css, i) => (css, i)).GroupBy(c => c.css, c => c.i, StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal);
        foreach (var cells in classes)
        {
            svg.Squares(cells.Select(i => (i / Rows * Pitch, i % Rows * Pitch)), Pitch - Math.Max(0.6, Pitch / 10), $"cell {cells.Key}");
        }

        return svg.ToFragment();
    }
}
