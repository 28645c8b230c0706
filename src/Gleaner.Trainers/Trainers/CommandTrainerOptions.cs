namespace Gleaner.Trainers.Trainers;

/// <summary>How a trainer's command is run.</summary>
public sealed record CommandTrainerOptions
{
    /// <summary>The command.</summary>
    public required CommandTemplate Command { get; init; }

    /// <summary>How long it may take. Default: 24 hours.</summary>
    public TimeSpan TimeLimit { get; init; } = TimeSpan.FromHours(24);

    /// <summary>How long it is given to end by itself when it is stopped, before it is killed. Default: 20 seconds.</summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>Whether it may leave adapters alone, in PEFT's layout, in place of a whole model. Default: no.</summary>
    public bool TakesAdapters { get; init; }
}
