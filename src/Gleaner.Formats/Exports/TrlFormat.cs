using Gleaner.Chat.Rendering;

namespace Gleaner.Formats.Exports;

/// <summary>
/// JSON Lines of <c>prompt</c> and <c>completion</c> messages for TRL's SFTTrainer, which knows no weight of a single message: a
/// completion is a run of trained turns, the prompt all before it. An example with several such runs gives several rows; every
/// trained turn is trained once, behind what came before it. A completion of several turns holds observations, which
/// <c>assistant_only_loss</c> masks.
/// </summary>
internal sealed class TrlFormat : IExportFormat
{
    public string Name => "trl";

    public string Description => "JSON Lines of prompt and completion for TRL's SFTTrainer, a row for each run of trained turns.";

    public bool HoldsIds => false;

    public ExportCounts Write(Stream stream, ExportDataset dataset)
    {
        var rows = FittedRows.Of(dataset, Refusals.BinaryConversations(dataset, Name).SelectMany(Runs));
        ExportJson.WriteLines(stream, rows.Rows, (json, run) =>
        {
            var start = Start(run);
            MessageJson.WriteList(json, "prompt", run.Messages[..start]);
            MessageJson.WriteList(json, "completion", run.Messages[start..]);
        });
        return ExportCounts.Of(dataset, rows);
    }

    public IEnumerable<string> Cautions(ExportDataset dataset) =>
        dataset.Conversations.SelectMany(Runs).Count(run => Start(run) < run.Messages.Length - 1) is > 0 and var several
            ? [FormattableString.Invariant($"{several:N0} completions hold observations between trained turns: set assistant_only_loss=True as well as completion_only_loss=True, or TRL trains them.")]
            : [];

    private static int Start(Conversation run) => Enumerable.Range(0, run.Messages.Length).First(i => run.Messages[i].IsTrained);

    /// <summary>The runs of trained turns, each with all before it and nothing else trained.</summary>
    private static IEnumerable<Conversation> Runs(Conversation conversation)
    {
        var messages = conversation.Messages;
        for (var i = 0; i < messages.Length; i++)
        {
            if (!messages[i].IsTrained)
            {
                continue;
            }

            var end = i + 1;
            for (var next = i + 1; next < messages.Length && (messages[next].Role != ChatRole.Assistant || messages[next].IsTrained); next++)
            {
                end = messages[next].IsTrained ? next + 1 : end;
            }

            var start = i;
            yield return conversation with { Messages = [.. messages[..end].Select((message, index) => index < start ? message with { Weight = 0, WeightStart = 0 } : message)] };
            i = end - 1;
        }
    }
}
