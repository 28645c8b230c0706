namespace Gleaner.Trainers.OpenAi;

/// <summary>How the server is spoken to.</summary>
public sealed record FineTuningOptions
{
    /// <summary>Where the state of the job is kept.</summary>
    public required string StateFile { get; init; }

    /// <summary>Time between two questions how the job goes. Default: 20 seconds.</summary>
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>Times that a call is tried in all before the run gives up. Default: 6.</summary>
    public int Attempts { get; init; } = 6;

    /// <summary>Wait before the second try; it doubles with every further one, and a server's <c>Retry-After</c> goes before. Default: 1 second.</summary>
    public TimeSpan FirstWait { get; init; } = TimeSpan.FromSeconds(1);
}
