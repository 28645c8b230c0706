namespace Gleaner.Students.Pretrained;

/// <summary>Templates may print the day: a run must not depend on it.</summary>
internal sealed class FixedDay : TimeProvider
{
    public static FixedDay Instance { get; } = new();

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    public override DateTimeOffset GetUtcNow() => new(2024, 7, 26, 0, 0, 0, TimeSpan.Zero);
}
