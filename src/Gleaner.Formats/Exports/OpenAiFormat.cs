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
        ExportJson.WriteLines(stream, Refusals.BinaryConversations(dataset, Name), (json, conversation) =>
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
        return ExportCounts.Of(dataset);
    }
}
