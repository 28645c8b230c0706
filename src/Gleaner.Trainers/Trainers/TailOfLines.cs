namespace Gleaner.Trainers.Trainers;

/// <summary>The last lines of what a process has printed. Thread-safe, and bounded however much that is.</summary>
internal sealed class TailOfLines(int count)
{
    private const int Longest = 400;

    private readonly Lock _gate = new();
    private readonly Queue<string> _lines = new();

    public bool IsEmpty
    {
        get
        {
            lock (_gate)
            {
                return _lines.All(string.IsNullOrWhiteSpace);
            }
        }
    }

    public void Add(string line)
    {
        lock (_gate)
        {
            _lines.Enqueue(line.Length <= Longest ? line : line[..Longest]);
            if (_lines.Count > count)
            {
                _lines.Dequeue();
            }
        }
    }

    /// <summary>The lines, oldest first.</summary>
    public override string ToString()
    {
        lock (_gate)
        {
            return string.Join('\n', _lines);
        }
    }
}
