namespace Gleaner.CommandLine.Collecting;

/// <summary>The files of a collection, beside each other.</summary>
/// <param name="Trajectories">The trajectories, in Gleaner's format; the user names this one.</param>
internal sealed record CollectionFiles(string Trajectories)
{
    /// <summary>Every answered call.</summary>
    public string Calls => Path.ChangeExtension(Trajectories, ".calls.jsonl");

    /// <summary>What they took.</summary>
    public string Spending => Path.ChangeExtension(Trajectories, ".spending.json");

    /// <summary>Held by the process that collects.</summary>
    public string Lock => Path.ChangeExtension(Trajectories, ".lock");
}
