namespace Gleaner.Cluster.Messages;

/// <summary>What a worker says of an item; the records of finished rollouts follow.</summary>
internal sealed record ItemResult
{
    /// <summary>The item.</summary>
    public required string Item { get; init; }

    /// <summary>Its job.</summary>
    public required string Job { get; init; }

    /// <summary>Who says so.</summary>
    public required string Worker { get; init; }

    /// <summary>What became of it.</summary>
    public required ItemOutcome Outcome { get; init; }

    /// <summary>How often the item had been handed out, this time included. What is neither finished nor failed of these is unknown.</summary>
    public required int Delivery { get; init; }

    /// <summary>What went wrong; null if nothing did.</summary>
    public required string? Error { get; init; }

    /// <summary>Seconds that it took.</summary>
    public required double Seconds { get; init; }
}

/// <summary>What became of an item that was handed out.</summary>
internal enum ItemOutcome
{
    /// <summary>Its rollouts are here.</summary>
    Finished,

    /// <summary>It came to nothing this time, and is handed out again.</summary>
    Failed,

    /// <summary>It was handed out as often as may be and came to nothing: it is given up.</summary>
    Poisoned,
}

/// <summary>What a worker tells besides results, for people.</summary>
/// <param name="Worker">Its name.</param>
/// <param name="Text">What it says.</param>
internal sealed record WorkerNotice(string Worker, string Text);
