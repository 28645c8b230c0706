namespace Gleaner.IO.Texts;

/// <summary>The last lines of a log or of what a process has printed. Thread-safe, and bounded however much that is.</summary>
/// <param name="count">How many lines are kept at most.</param>
/// <param name="longest">How many characters of a line are kept at most.</param>
public sealed class LastLines(int count = 20, int longest = 400)
{
    private readonly Lock _gate = new();
    private readonly Queue<string> _lines = new();

    /// <summary>Whether no line says anything.</summary>
    public bool IsBlank
    {
        get
        {
            lock (_gate)
            {
                return _lines.All(string.IsNullOrWhiteSpace);
            }
        }
    }

    /// <summary>Adds a line; the oldest one goes if there are too many.</summary>
    public void Add(string line)
    {
        lock (_gate)
        {
            _lines.Enqueue(line.Length <= longest ? line : line[..longest]);
            if (_lines.Count > count)
            {
                _lines.Dequeue();
            }
        }
    }

    /// <summary>The lines, oldest first, with line feeds between; empty if there are none.</summary>
    public override string ToString()
    {
        lock (_gate)
        {
            return string.Join('\n', _lines);
        }
    }
}
