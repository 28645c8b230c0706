using System.Collections.Immutable;
using Gleaner.Json;
using Gleaner.Tasks;

namespace Gleaner.Selection;

/// <summary>Which actions of an expert's trajectory decide that it succeeds, as somebody judged.</summary>
/// <param name="Task">The trajectory's task.</param>
/// <param name="Expert">The trajectory's name as a trunk: <c>EXPERT</c>, or <c>EXPERT#RUN</c>.</param>
/// <param name="Steps">The numbers of these actions, from 0, the most decisive first; empty where none could be made out.</param>
public sealed record StepJudgement(TaskId Task, string Expert, ImmutableArray<int> Steps)
{
    /// <summary>Reads judgements as JSON Lines, one a line.</summary>
    /// <param name="stream">The lines.</param>
    /// <param name="name">The file's name for messages.</param>
    /// <exception cref="GleanerException">A line cannot be read; the message names it.</exception>
    public static IEnumerable<StepJudgement> Read(Stream stream, string name) => JsonLines.Read<StepJudgement, StepJudgement>(stream, name, judgement => judgement.Checked());

    private StepJudgement Checked() =>
        Steps.IsDefault ? throw new GleanerException("it has no list of steps.")
        : Steps.Any(step => step < 0) ? throw new GleanerException("steps are numbered from 0.")
        : this;
}
