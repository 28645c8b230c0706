using Gleaner.Chat.Rendering;

namespace Gleaner.Formats.Exports;

/// <summary>
/// JSON Lines of OpenAI's fine-tuning API for chat models: <c>messages</c>, and <c>weight</c> 0 or 1 for each message of the assistant.
/// </summary>
internal sealed class OpenAiFormat : IExportFormat
{
    public string Name => "openai";

    public string Description => "JSON Lines for OpenAI's fine-tuning: messages, the assistant's with weight 0 or 1.";

    public bool HoldsIds => false;

    public ExportCounts Write(Stream stream, ExportDataset dataset)
    {
        var rows = FittedRows.Of(dataset, Refusals.BinaryConversations(dataset, Name));
        ExportJson.WriteLines(stream, rows.Rows, (json, conversation) =>
        {
            json.WriteStartArray("messages");
            foreach (var message in conversation.Messages)
            {
                json.WriteStartObject();
                MessageJson.WriteRoleAndContent(json, message);
                if (message.Role == ChatRole.Assistant)
                {
                    json.WriteNumber("weight", message.IsTrained ? 1 : 0);
                }

                json.WriteEndObject();
            }

            json.WriteEndArray();
        });
        return ExportCounts.Of(dataset, rows);
    }

    public IEnumerable<string> Cautions(ExportDataset dataset) => Refusals.MaskedTurns(dataset) is > 0 and var masked
        ? [FormattableString.Invariant($"{masked:N0} turns have weight 0. OpenAI's service reads 'weight'; loaders that do not (LLaMA-Factory's, TRL's) would train them: use llamafactory or trl there.")]
        : [];
}
