using System.Globalization;

namespace Gleaner.ScienceWorld.StandIn;

/// <summary>How the stand-in behaves.</summary>
/// <param name="StepDelay">How long a step takes.</param>
/// <param name="Fault">What goes wrong.</param>
/// <param name="FaultAfterSteps">The steps of a process that go well before; the first look of a task is one.</param>
public sealed record StandInSettings(TimeSpan StepDelay = default, Fault Fault = Fault.None, int FaultAfterSteps = 0)
{
    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public static StandInSettings Read(string file)
    {
        var parts = File.ReadAllText(file).Split();
        return new StandInSettings(
            TimeSpan.FromTicks(long.Parse(parts[0], CultureInfo.InvariantCulture)),
            Enum.Parse<Fault>(parts[1]),
            int.Parse(parts[2], CultureInfo.InvariantCulture));
    }

    /// <summary>Writes them into a file.</summary>
    public void Write(string file) =>
        File.WriteAllText(file, string.Create(CultureInfo.InvariantCulture, $"{StepDelay.Ticks} {Fault} {FaultAfterSteps}"));
}
