namespace Gleaner.ScienceWorld.Tasks;

/// <summary>One of the 30 kinds of task.</summary>
/// <param name="Id">Topic and number as the simulator's authors print them: <c>1-1</c> … <c>10-2</c>.</param>
/// <param name="Topic">Area of science: <c>Matter</c>, <c>Measurement</c>, …</param>
/// <param name="Name">The simulator's name: <c>boil</c>.</param>
/// <param name="Variations">How many variations there are, numbered from 0.</param>
public sealed record TaskType(string Id, string Topic, string Name, int Variations)
{
    /// <summary>
    /// The most turns that ETO gives an agent, by its published table; null for the six types that it leaves out (2-3, 9-* and
    /// 10-*).
    /// </summary>
    public int? EtoTurnLimit { get; init; }

    /// <summary>
    /// Whether the task is about electricity. The preset <c>easy</c> takes the electrical actions away from all other tasks.
    /// </summary>
    public bool IsElectrical =>
        Name.StartsWith("power-component", StringComparison.Ordinal) || Name.Contains("conductivity", StringComparison.Ordinal);

    /// <summary>What <c>easy</c> stands for in this task. Containers stay closed, although the paper says otherwise.</summary>
    public Simplifications Easy => Simplifications.Parse(
        "teleportAction,openDoors,selfWateringFlowerPots" + (IsElectrical ? "" : ",noElectricalAction"));

    /// <summary>Whether there is a variation of this number.</summary>
    public bool Has(int variation) => variation >= 0 && variation < Variations;
}
