using Gleaner.Campaigns.Fuzz;

namespace Gleaner.Campaigns.Kill;

/// <summary>What a campaign of kills found: told at once, counted, and kept.</summary>
internal sealed class Findings(string keep)
{
    public int Faults { get; private set; }

    public void Fault(string what)
    {
        Faults++;
        Console.WriteLine($"FAULT: {what}");
    }

    /// <summary>Finds what differs between the files of a run that was left alone and those of one that was not.</summary>
    public void Compare(string output, SortedDictionary<string, string> expected, SortedDictionary<string, string> found)
    {
        foreach (var path in expected.Keys.Union(found.Keys).Where(path => expected.GetValueOrDefault(path) != found.GetValueOrDefault(path)))
        {
            Fault($"{output}: {path} is {(found.ContainsKey(path) ? expected.ContainsKey(path) ? "another" : "too many" : "missing")}");
        }
    }

    /// <summary>Keeps a folder for whoever looks for the reason.</summary>
    public void Keep(string folder) => Targets.Copy(folder, Path.Combine(keep, Path.GetFileName(folder)));

    /// <returns>The exit code.</returns>
    public int Conclude(ulong seed)
    {
        Console.WriteLine($"{Faults} faults, seed {seed}");
        return Faults == 0 ? 0 : 1;
    }
}
