namespace Gleaner.ScienceWorld.Experts;

/// <summary>
/// How often a simulated expert spoils the scripted solution of a task. Rates are probabilities in 0..1, drawn once for each task
/// and each rule, so that several faults may meet. An expert without faults plays the solution as it is.
/// </summary>
public sealed record FaultRates
{
    /// <summary>One action, any but a look around, is left out.</summary>
    public double SkipsStep { get; init; }

    /// <summary>One <c>go to</c> leads through another open door that was last seen, and the rest is done there as if nothing had happened.</summary>
    public double TakesWrongDoor { get; init; }

    /// <summary>
    /// The last <c>focus on</c> is on another thing that was last seen. That fails the task, or is not understood where the thing
    /// was seen in another room: of 150 recorded solutions, 111 look around in the room of their last focus.
    /// </summary>
    public double FocusesOnWrongThing { get; init; }

    /// <summary>The expert gives up somewhere in the second half.</summary>
    public double StopsEarly { get; init; }

    /// <summary>Checks the ranges.</summary>
    /// <exception cref="GleanerException">A rate is not a probability.</exception>
    internal FaultRates Checked()
    {
        foreach (var (name, rate) in new[]
        {
            (nameof(SkipsStep), SkipsStep), (nameof(TakesWrongDoor), TakesWrongDoor),
            (nameof(FocusesOnWrongThing), FocusesOnWrongThing), (nameof(StopsEarly), StopsEarly),
        })
        {
            if (rate is not (>= 0 and <= 1))
            {
                throw new GleanerException($"{name} of a simulated expert is {rate}; a rate is a probability, 0..1.");
            }
        }

        return this;
    }
}
