using System.Text.Json;

namespace Gleaner.Formats.Exports;

/// <summary>
/// JSON Lines for axolotl's <c>type: chat_template</c> with <c>message_field_training: train</c>,
/// <c>message_field_training_detail: train_detail</c>, <c>roles_to_train: []</c> and <c>train_on_eos: turn</c>. Where only a part of a
/// turn is trained, <c>train_detail</c> says it in ranges of Unicode code points, both ends included.
/// </summary>
internal sealed class AxolotlFormat : IExportFormat
{
    public string Name => "axolotl";

    public string Description => "JSON Lines for axolotl's chat_template: messages with train true or false, or with character ranges.";

    public bool HoldsIds => false;

    public ExportCounts Write(Stream stream, ExportDataset dataset)
    {
        ExportJson.WriteLines(stream, Refusals.BinaryConversations(dataset, Name, maySplitTurns: true), (json, conversation) =>
        {
            json.WriteStartArray("messages");
            foreach (var message in conversation.Messages)
            {
                json.WriteStartObject();
                MessageJson.WriteRoleAndContent(json, message);
                json.WriteBoolean("train", message.IsTrained);
                if (message is { IsTrained: true, WeightStart: > 0 })
                {
                    WriteRanges(json, message);
                }

                json.WriteEndObject();
            }

            json.WriteEndArray();
        });
        return ExportCounts.Of(dataset);
    }

    // Python counts code points where .NET counts UTF-16 units.
    private static void WriteRanges(Utf8JsonWriter json, ConversationMessage message)
    {
        var start = CodePoints(message.Content.AsSpan(0, message.WeightStart));
        var end = start + CodePoints(message.Content.AsSpan(message.WeightStart));
        json.WriteStartArray("train_detail");
        WriteRange(json, 0, start - 1, isTrained: false);
        WriteRange(json, start, end - 1, isTrained: true);
        json.WriteEndArray();
    }

    private static int CodePoints(ReadOnlySpan<char> text)
    {
        var count = 0;
        foreach (var _ in text.EnumerateRunes())
        {
            count++;
        }

        return count;
    }

    private static void WriteRange(Utf8JsonWriter json, int begin, int end, bool isTrained)
    {
        json.WriteStartObject();
        json.WriteNumber("begin_offset", begin);
        json.WriteNumber("end_offset", end);
        json.WriteBoolean("train", isTrained);
        json.WriteEndObject();
    }
}
