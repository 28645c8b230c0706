using System.Globalization;

namespace Gleaner.ScienceWorld.StandIn;

/// <summary>How the stand-in behaves.</summary>
/// <param name="StepDelay">How long a step takes.</param>
/// <param name="Fault">What goes wrong.</param>
/// <param name="FaultAfterSteps">The steps of a process that go well before; the first look of a task is one.</param>
/// <param name="Version">Which version of the real one it behaves like.</param>
public sealed record StandInSettings(
    TimeSpan StepDelay = default, Fault Fault = Fault.None, int FaultAfterSteps = 0, StandInVersion Version = StandInVersion.Repeats)
{
    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public static StandInSettings Read(string file)
    {
        var parts = File.ReadAllText(file).Split();
        return new StandInSettings(
            TimeSpan.FromTicks(long.Parse(parts[0], CultureInfo.InvariantCulture)),
            Enum.Parse<Fault>(parts[1]),
            int.Parse(parts[2], CultureInfo.InvariantCulture),
            Enum.Parse<StandInVersion>(parts[3]));
    }

    /// <summary>Writes them into a file.</summary>
    public void Write(string file) =>
        File.WriteAllText(file, string.Create(CultureInfo.InvariantCulture, $"{StepDelay.Ticks} {Fault} {FaultAfterSteps} {Version}"));
}

/// <summary>What versions of the real simulator differ in.</summary>
public enum StandInVersion
{
    /// <summary>As 1.3.0: the same actions lead to the same texts.</summary>
    Repeats,

    /// <summary>
    /// As 1.1.3 to 1.2.3, but in every second episode of a process: things are listed in another order, and a thermometer, which is
    /// in the kitchen then, reads something else.
    /// </summary>
    Shuffles,

    /// <summary>As 1.0: tasks have their old names, and loading one is answered with nothing.</summary>
    IsOld,
}
