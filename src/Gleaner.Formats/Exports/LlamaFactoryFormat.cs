using System.Text.Json;

namespace Gleaner.Formats.Exports;

/// <summary>
/// JSON Lines of LLaMA-Factory's own messages (its <c>v1</c> engine): content in parts of type <c>text</c>, and <c>loss_weight</c>, any number from 0,
/// for each message. Its loss is Σ w·(−log p) / Σ w, as the method's is. Its other formats have no weight and train every turn of the assistant.
/// </summary>
internal sealed class LlamaFactoryFormat : IExportFormat
{
    public string Name => "llamafactory";

    public string Description => "JSON Lines of LLaMA-Factory's v1 messages, each with its loss_weight.";

    public bool HoldsIds => false;

    public ExportCounts Write(Stream stream, ExportDataset dataset)
    {
        Refusals.RequireWholeTurns(dataset, Name);
        var rows = FittedRows.Of(dataset, Refusals.SomeConversations(dataset));
        ExportJson.WriteLines(stream, rows.Rows, (json, conversation) =>
        {
            json.WriteStartArray("messages");
            foreach (var message in conversation.Messages)
            {
                json.WriteStartObject();
                json.WriteString("role", MessageJson.RoleOf(message));
                WriteContent(json, message);
                json.WriteNumber("loss_weight", message.Weight);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        });
        return ExportCounts.Of(dataset, rows);
    }

    private static void WriteContent(Utf8JsonWriter json, ConversationMessage message)
    {
        json.WriteStartArray("content");
        json.WriteStartObject();
        json.WriteString("type", "text");
        json.WriteString("value", message.Content);
        json.WriteEndObject();
        json.WriteEndArray();
    }
}
