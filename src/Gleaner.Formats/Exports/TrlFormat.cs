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
        var rows = ExportJson.WriteLines(stream, Refusals.BinaryConversations(dataset, Name).SelectMany(Runs), (json, run) =>
        {
            MessageJson.WriteList(json, "prompt", run.Conversation.Messages[..run.Start]);
            MessageJson.WriteList(json, "completion", run.Conversation.Messages[run.Start..run.End]);
        });
        return ExportCounts.Of(dataset) with { Rows = rows };
    }

    /// <summary>The runs of trained turns: from the first message of one to behind its last.</summary>
    private static IEnumerable<(Conversation Conversation, int Start, int End)> Runs(Conversation conversation)
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

            yield return (conversation, i, end);
            i = end - 1;
        }
    }
}
