using Gleaner.Http;

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

    /// <summary>Wait before the second try; it doubles with every further one, a random part is added, and a server's <c>Retry-After</c> goes before. Default: 1 second.</summary>
    public TimeSpan FirstWait { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Draws numbers from [0, 1) for the random part of waits; nothing that is recorded depends on it.</summary>
    public Func<double> Random { get; init; } = RetryRule.Jitter;
}
