using Gleaner.Chat.Rendering;

namespace Gleaner.Formats.Exports;

/// <summary>
/// A JSON array of conversations in ShareGPT's form as AgentGym publishes them: <c>from</c>, <c>value</c>, and <c>loss</c> true or
/// false for each turn of the model. The rules stand before the first observation, in the same message.
/// </summary>
internal sealed class ShareGptFormat : IExportFormat
{
    public string Name => "sharegpt";

    public string Description => "A JSON array in ShareGPT's form with loss true or false, like AgentGym's data.";

    public bool HoldsIds => false;

    public ExportCounts Write(Stream stream, ExportDataset dataset)
    {
        var rows = FittedRows.Of(dataset, Refusals.BinaryConversations(dataset, Name));
        ExportJson.WriteArray(stream, rows.Rows, (json, conversation) =>
        {
            json.WriteStartArray("conversations");
            foreach (var message in Folded(conversation))
            {
                json.WriteStartObject();
                json.WriteString("from", message.Role == ChatRole.Assistant ? "gpt" : "human");
                json.WriteString("value", message.Content);
                if (message.Role == ChatRole.Assistant)
                {
                    json.WriteBoolean("loss", message.IsTrained);
                }
                else
                {
                    json.WriteNull("loss");
                }

                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteString("item_id", conversation.Task.Value);
        });
        return ExportCounts.Of(dataset, rows);
    }

    public IEnumerable<string> Cautions(ExportDataset dataset) => Refusals.MaskedTurns(dataset) is > 0 and var masked
        ? [FormattableString.Invariant($"{masked:N0} turns have loss false. LLaMA-Factory's sharegpt loader and AgentGym's bc_trainer.py ignore 'loss' and would train them: use llamafactory, axolotl, trl or safetensors there.")]
        : [];

    private static IEnumerable<ConversationMessage> Folded(Conversation conversation) => conversation.Messages is [{ Role: ChatRole.System } rules, var first, .. var others]
        ? others.Prepend(first with { Content = $"{rules.Content}\n\n{first.Content}" })
        : conversation.Messages;
}
