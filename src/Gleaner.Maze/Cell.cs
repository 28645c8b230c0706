namespace Gleaner.Maze;

/// <summary>A way to go.</summary>
public enum Direction
{
    /// <summary>To the next row.</summary>
    Up,

    /// <summary>To the row before.</summary>
    Down,

    /// <summary>To the column before.</summary>
    Left,

    /// <summary>To the next column.</summary>
    Right,
}

/// <summary>A cell of a maze, named as on a chess board: <c>a1</c> is the lower left one.</summary>
/// <param name="Column">From 0.</param>
/// <param name="Row">From 0.</param>
public readonly record struct Cell(int Column, int Row)
{
    /// <summary>The cell beside it; it may lie outside of the maze.</summary>
    public Cell Next(Direction direction) => direction switch
    {
        Direction.Up => this with { Row = Row + 1 },
        Direction.Down => this with { Row = Row - 1 },
        Direction.Left => this with { Column = Column - 1 },
        _ => this with { Column = Column + 1 },
    };

    /// <summary>Steps between two cells if there were no walls.</summary>
    public int DistanceTo(Cell other) => Math.Abs(Column - other.Column) + Math.Abs(Row - other.Row);

    /// <inheritdoc/>
    public override string ToString() => $"{(char)('a' + Column)}{Row + 1}";
}
