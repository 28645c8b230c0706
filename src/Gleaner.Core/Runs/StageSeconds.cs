namespace Gleaner.Runs;

/// <summary>
/// Wall-clock seconds spent on the parts of a stage, over all processes that worked on it; what a killed process had not yet
/// noted is missing.
/// </summary>
/// <param name="Exploration">Rollouts for training.</param>
/// <param name="Learning">Gradient steps.</param>
/// <param name="Evaluation">Greedy rollouts on dev and test splits.</param>
public readonly record struct StageSeconds(double Exploration, double Learning, double Evaluation)
{
    /// <summary>All of them.</summary>
    public double Total => Exploration + Learning + Evaluation;

    internal StageSeconds Add(StageKind kind, double seconds) => kind switch
    {
        StageKind.Learning or StageKind.Pretraining => this with { Learning = Learning + seconds },
        StageKind.Evaluation => this with { Evaluation = Evaluation + seconds },
        _ => this with { Exploration = Exploration + seconds },
    };
}
