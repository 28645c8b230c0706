namespace Gleaner.ScienceWorld.Processes;

/// <summary>The last lines of what a process has printed. Thread-safe, and bounded however much that is.</summary>
internal sealed class LastLines(int count = 20, int longest = 400)
{
    private readonly Lock _gate = new();
    private readonly Queue<string> _lines = new();

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
