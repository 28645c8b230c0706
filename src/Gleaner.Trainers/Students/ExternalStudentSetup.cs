using Gleaner.Formats.Exports;
using Gleaner.Students.Pretrained;

namespace Gleaner.Trainers.Students;

/// <summary>What all students of an experiment have in common.</summary>
internal sealed record ExternalStudentSetup(ExternalStudentOptions Options, string Rules, string BaseHash)
{
    public IExportFormat Format { get; } = ExportFormats.Find(Options.Format)
        ?? throw new GleanerException($"There is no format '{Options.Format}'; there are {string.Join(", ", ExportFormats.All.Select(format => format.Name))}.");

    /// <summary>A policy that samples from a model's folder.</summary>
    public ChatModelPolicy PolicyOf(string folder) => new(ExternalStudent.StudentName, Options.Model with { Folder = folder }, Rules);

    /// <summary>The data for the trainer. Ids that the student sampled are the model's own, and stay.</summary>
    public ExportDataset DatasetOf(IReadOnlyList<Selection.WeightedTrajectory> examples, string folder) => new(examples, Rules)
    {
        Renderer = Format.HoldsIds ? new ChatSequences(folder, Rules, Options.Model.TemplateUse, keepSampledIds: true) : null,
    };
}
