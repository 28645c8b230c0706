using System.Text.Json;

namespace Gleaner.Formats.Exports;

/// <summary>
/// JSON Lines for axolotl's <c>type: chat_template</c> with <c>message_field_training: train</c>,
/// <c>message_field_training_detail: train_detail</c>, <c>roles_to_train: []</c> and <c>train_on_eos: turn</c>. Where only a part of a
/// turn is trained, or axolotl would not find its end (<see cref="AxolotlTurns"/>), <c>train_detail</c> says it in ranges of Unicode code points, both ends included.
/// </summary>
internal sealed class AxolotlFormat : IExportFormat
{
    public string Name => "axolotl";

    public string Description => "JSON Lines for axolotl's chat_template: messages with train true or false, or with character ranges.";

    public bool HoldsIds => false;

    public ExportCounts Write(Stream stream, ExportDataset dataset)
    {
        var rows = FittedRows.Of(dataset, Refusals.BinaryConversations(dataset, Name, maySplitTurns: true));
        var turns = dataset.Chat is { } chat ? new AxolotlTurns(chat) : null;
        ExportJson.WriteLines(stream, rows.Rows, (json, conversation) =>
        {
            json.WriteStartArray("messages");
            foreach (var message in conversation.Messages)
            {
                json.WriteStartObject();
                MessageJson.WriteRoleAndContent(json, message);
                json.WriteBoolean("train", message.IsTrained);
                if (message.IsTrained && (message.WeightStart > 0 || turns?.Of(message.Content) == AxolotlTurn.ByRanges))
                {
                    WriteRanges(json, message);
                }

                json.WriteEndObject();
            }

            json.WriteEndArray();
        });
        return ExportCounts.Of(dataset, rows);
    }

    public IEnumerable<string> Cautions(ExportDataset dataset)
    {
        var trained = dataset.Conversations.SelectMany(conversation => conversation.Messages).Where(message => message is { IsTrained: true, WeightStart: 0 });
        if (dataset.Chat is not { } chat)
        {
            var ends = trained.Count(message => message.Content.EndsWith(AxolotlTurns.Placeholder[^1]));
            return ends == 0 ? [] :
            [
                FormattableString.Invariant($"{ends:N0} trained turns end in ']', as axolotl's placeholder does. With a tokenizer that has no piece ']]' axolotl leaves their last token out: name the model by --model, and they are written so that it does not."),
            ];
        }

        var turns = new AxolotlTurns(chat);
        var lost = trained.Count(message => turns.Of(message.Content) == AxolotlTurn.Never);
        return lost == 0 ? [] :
        [
            FormattableString.Invariant($"axolotl would not find all tokens of {lost:N0} trained turns with this model's template; use trl-ids or safetensors for it."),
        ];
    }

    // Python counts code points where .NET counts UTF-16 units.
    private static void WriteRanges(Utf8JsonWriter json, ConversationMessage message)
    {
        var start = CodePoints(message.Content.AsSpan(0, message.WeightStart));
        var end = start + CodePoints(message.Content.AsSpan(message.WeightStart));
        json.WriteStartArray("train_detail");
        if (start > 0)
        {
            WriteRange(json, 0, start - 1, isTrained: false);
        }

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
