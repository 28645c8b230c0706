using System.Text.Json;
using Gleaner.Students;

namespace Gleaner.Formats.Exports;

/// <summary>
/// JSON Lines of <c>input_ids</c>, <c>labels</c> (−100 where nothing is trained) and <c>assistant_masks</c> for trainers that take
/// tokenised data: TRL's SFTTrainer, the Trainer of Transformers. Both say the same; which of the two a version of TRL reads differs.
/// </summary>
internal sealed class TrlIdsFormat : IExportFormat
{
    private const int Ignored = -100;

    public string Name => "trl-ids";

    public string Description => "JSON Lines of input_ids, labels (-100 for masked) and assistant_masks, tokenised for a model.";

    public bool HoldsIds => true;

    public ExportCounts Write(Stream stream, ExportDataset dataset)
    {
        // Weights are checked on the conversations, whose turns a message can name.
        Refusals.BinaryConversations(dataset, Name);
        var sequences = dataset.Sequences(Name).ToList();
        var lengths = RowLengths.Of(dataset, sequences);
        long tokens = 0, trained = 0;
        ExportJson.WriteLines(stream, sequences.Select(sequence => sequence.Row), (json, sequence) =>
        {
            tokens += sequence.Ids.Length;
            trained += sequence.Weights.Count(weight => weight > 0);
            WriteArray(json, "input_ids", sequence, (id, _) => id);
            WriteArray(json, "labels", sequence, (id, weight) => weight > 0 ? id : Ignored);
            WriteArray(json, "assistant_masks", sequence, (_, weight) => weight > 0 ? 1 : 0);
        });
        return ExportCounts.Of(dataset) with { Rows = sequences.Count, Tokens = tokens, TrainedTokens = trained, Lengths = lengths };
    }

    private static void WriteArray(Utf8JsonWriter json, string name, RenderedSequence sequence, Func<int, float, int> value)
    {
        json.WriteStartArray(name);
        for (var i = 0; i < sequence.Ids.Length; i++)
        {
            json.WriteNumberValue(value(sequence.Ids[i], sequence.Weights[i]));
        }

        json.WriteEndArray();
    }
}
