namespace Gleaner.Reports.Model;

/// <summary>The training loss of one stage.</summary>
/// <param name="Stage">Name of the stage, for example <c>BC</c> or <c>iteration 1</c>.</param>
/// <param name="Points">Loss by optimiser step of this stage, ascending; need not hold every step.</param>
public sealed record LossCurve(string Stage, IReadOnlyList<LossPoint> Points);

/// <summary>The loss at one optimiser step.</summary>
/// <param name="Step">Optimiser step, counted from the start of the stage.</param>
/// <param name="Loss">Mean loss per trained token, in nats.</param>
public readonly record struct LossPoint(int Step, double Loss);
