using System.Globalization;
using Gleaner.Experiments.Configuration;
using Gleaner.Methods;
using Gleaner.Runs;

namespace Gleaner.Experiments;

/// <summary>Backplay and JSRL: start states that move back from the end of demonstrations.</summary>
public sealed class BackplayKind : MethodKind<BackplayConfig>
{
    /// <inheritdoc/>
    public override string Name => "backplay";

    /// <inheritdoc/>
    public override string Summary => "Backplay: starts near the end of the expert's successes and moves back as the student succeeds.";

    /// <inheritdoc/>
    public override BackplayConfig Read(SectionReader reader)
    {
        var defaults = new BackplayOptions();
        return new BackplayConfig(ReadName(reader, "Backplay"), ReadRestart(reader))
        {
            Options = new BackplayOptions
            {
                Rollouts = reader.Value("rollouts", ValueKind.Integer(1, 1000), $"{defaults.Rollouts}", "Rollouts of each task in an iteration, all from one start state."),
                Stages = reader.Value("stages", ValueKind.Integer(1, 1000), $"{defaults.Stages}", "Into how many parts a demonstration is cut; a start moves back by one of them."),
                Threshold = reader.Value("threshold", ValueKind.Number(0, 1), defaults.Threshold.ToString(CultureInfo.InvariantCulture), "Share of rollouts that must succeed before the start moves back."),
                Choice = reader.SolutionChoice("all"),
            },
        };
    }

    /// <inheritdoc/>
    public override string Describe(BackplayConfig config, string firstExpert) =>
        $"Starts {config.Options.Rollouts} rollouts of each task near the end of the successes of {firstExpert}, and further back as they succeed.";

    /// <inheritdoc/>
    public override MethodRole Role(BackplayConfig config) => MethodRole.Baseline;

    /// <inheritdoc/>
    public override IMethod Create(BackplayConfig config, string firstExpert) => new Backplay(config.Name, config.Options);
}

/// <summary>What its section says.</summary>
/// <param name="Name">Its name in tables.</param>
/// <param name="Restart">Whether each iteration trains from the pre-trained student.</param>
public sealed record BackplayConfig(string Name = "Backplay", bool Restart = false) : MethodConfig(Name, Restart)
{
    /// <summary>The settings.</summary>
    public BackplayOptions Options { get; init; } = new();
}
