using Gleaner.Experiments;

namespace Gleaner.Formats.Exports;

/// <summary>A form that weighted examples leave in. It says every weight exactly, or refuses.</summary>
public interface IExportFormat : IKind
{
    /// <inheritdoc/>
    string IKind.Group => "exporter";

    /// <inheritdoc/>
    string IKind.Summary => Description;

    /// <summary>What it is, in a sentence.</summary>
    string Description { get; }

    /// <summary>Whether it holds token ids, so that a model must be named.</summary>
    bool HoldsIds { get; }

    /// <summary>Writes the examples that train anything.</summary>
    /// <exception cref="GleanerException">There is something that the format cannot say, or nothing to train on.</exception>
    ExportCounts Write(Stream stream, ExportDataset dataset);

    /// <summary>What whoever trains on the file must know: where a loader that takes the format would train something else than was written.</summary>
    /// <param name="dataset">What was written.</param>
    /// <returns>A sentence or two each.</returns>
    IEnumerable<string> Cautions(ExportDataset dataset) => [];
}
