using System.Collections;
using Gleaner.Trajectories;

namespace Gleaner.Students.Views;

/// <summary>The first turns of a list, without a copy.</summary>
internal sealed class TurnsBefore(IReadOnlyList<Turn> turns, int count) : IReadOnlyList<Turn>
{
    public int Count => count;

    public Turn this[int index] => index < count ? turns[index] : throw new ArgumentOutOfRangeException(nameof(index));

    public IEnumerator<Turn> GetEnumerator() => turns.Take(count).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
