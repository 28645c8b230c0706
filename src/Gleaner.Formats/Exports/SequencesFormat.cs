using Gleaner.Formats.Sequences;

namespace Gleaner.Formats.Exports;

/// <summary>Ids and weights as safetensors (<see cref="SequenceFile"/>): any weight, and the very tokens.</summary>
internal sealed class SequencesFormat : IExportFormat
{
    public string Name => "safetensors";

    public string Description => "Token ids with any weights, tokenised for a model; read by trainers/sft.py.";

    public bool HoldsIds => true;

    public ExportCounts Write(Stream stream, ExportDataset dataset)
    {
        Refusals.RequireSome(dataset.Trainable.Count(), dataset);
        var sequences = dataset.Sequences(Name).ToList();
        var lengths = RowLengths.Of(dataset, sequences);
        SequenceFile.Write(stream, [.. sequences.Select(sequence => sequence.Row)], dataset.Origin);
        return ExportCounts.Of(dataset) with
        {
            Rows = sequences.Count,
            Tokens = sequences.Sum(sequence => (long)sequence.Row.Ids.Length),
            Lengths = lengths,
            TrainedTokens = sequences.Sum(sequence => (long)sequence.Row.Weights.Count(weight => weight > 0)),
        };
    }
}
