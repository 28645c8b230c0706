using System.Globalization;
using Gleaner.Experiments.Configuration;
using Gleaner.IO;
using Gleaner.Methods;
using Gleaner.Rollouts;
using Gleaner.Runs;
using Gleaner.Selection;
using Gleaner.Tasks;
using Gleaner.Trajectories;

namespace Gleaner.Experiments;

/// <summary>ATLaS, agent tuning via learning critical steps.</summary>
public sealed class CriticalStepKind : MethodKind<CriticalStepConfig>
{
    /// <inheritdoc/>
    public override string Name => "atlas";

    /// <inheritdoc/>
    public override string Summary => "Agent tuning via learning critical steps: supervised fine-tuning on the expert's steps that a judge calls critical.";

    /// <inheritdoc/>
    public override CriticalStepConfig Read(SectionReader reader) => new(
        ReadName(reader, "ATLaS"),
        ReadRestart(reader),
        reader.Value("share", ValueKind.Number(0.01, 1), CriticalStepTuning.DefaultShare.ToString(CultureInfo.InvariantCulture), "The share of a trajectory's steps that is trained at most; one always is."),
        reader.Rule<StepJudgeKind, IStepJudge>("judge", "recorded", "Who marks the critical steps of the expert's successes, once for a run."));

    /// <inheritdoc/>
    public override string Describe(CriticalStepConfig config, string firstExpert) => string.Create(
        CultureInfo.InvariantCulture, $"Imitates at most {100 * config.Share:0.#} % of the steps of the successes of {firstExpert}: those that a judge calls critical.");

    /// <inheritdoc/>
    public override MethodRole Role(CriticalStepConfig config) => MethodRole.Baseline;

    /// <inheritdoc/>
    public override StepJudging? Judging(CriticalStepConfig config) => new(config.Judge, config.Share);

    /// <inheritdoc/>
    public override IMethod Create(CriticalStepConfig config, string firstExpert) => new CriticalStepTuning(config.Name, config.Share);
}

/// <summary>What its section says.</summary>
/// <param name="Name">Its name in tables.</param>
/// <param name="Restart">Whether each iteration trains from the pre-trained student.</param>
/// <param name="Share">The share of a trajectory's steps that is trained at most.</param>
/// <param name="Judge">Who marks them.</param>
public sealed record CriticalStepConfig(string Name, bool Restart, double Share, IStepJudge Judge) : MethodConfig(Name, Restart)
{
    /// <summary>The paper's share, under its name.</summary>
    /// <param name="judge">Who marks the steps.</param>
    public CriticalStepConfig(IStepJudge judge) : this("ATLaS", false, CriticalStepTuning.DefaultShare, judge)
    {
    }
}

/// <summary>Judgements that lie in a file, whoever made them.</summary>
public sealed class RecordedJudgeKind : StepJudgeKind
{
    /// <inheritdoc/>
    public override string Name => "recorded";

    /// <inheritdoc/>
    public override string Summary => "Reads judgements from a file; that of another run will do.";

    /// <inheritdoc/>
    public override IStepJudge Read(SectionReader reader) => new RecordedJudge(
        reader.Value("file", ValueKind.Path, null, "Judgements as JSON Lines: `{\"task\": …, \"expert\": …, \"steps\": [3, 0]}`, steps from 0, the most critical first; a run keeps such a file as `judgements/METHOD/judgements.jsonl`."));
}

/// <summary>Judgements of a file.</summary>
/// <param name="File">The file, absolute.</param>
public sealed record RecordedJudge(string File) : IStepJudge
{
    /// <inheritdoc/>
    public IEnumerable<PreflightCheck> Checks(string key) => [new FileCheck($"{key}.file", File)];

    /// <inheritdoc/>
    public async Task<IReadOnlyList<StepJudgement>> JudgeAsync(
        IReadOnlyList<Trajectory> trajectories, double share, JudgingPlace place, CancellationToken cancellationToken)
    {
        var judgements = await Task.Run(Read, cancellationToken).ConfigureAwait(false);
        return [.. from trajectory in trajectories
                   let name = Trunk.NameOf(trajectory)
                   where judgements.ContainsKey((trajectory.Task, name))
                   select judgements[(trajectory.Task, name)]];
    }

    private Dictionary<(TaskId, string), StepJudgement> Read()
    {
        try
        {
            return StepJudgement.Read(InputFile.OpenRead(File), File).DistinctBy(Key).ToDictionary(Key);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new GleanerException($"{File}: the judgements of 'judge.file' cannot be read: {exception.Message}", exception);
        }

        static (TaskId, string) Key(StepJudgement judgement) => (judgement.Task, judgement.Expert);
    }
}
