using System.Collections.Immutable;
using Gleaner.Chat.Rendering;
using Gleaner.Chat.Templates;
using Gleaner.Tasks;

namespace Gleaner.Formats.Exports;

/// <summary>Rows of texts, measured in a model's tokens where there is a model, and split where that was asked for.</summary>
/// <param name="Rows">The rows.</param>
/// <param name="Lengths">How long they are; null where there is no model to say that.</param>
internal sealed record FittedRows(IReadOnlyList<Conversation> Rows, RowLengths? Lengths)
{
    /// <exception cref="GleanerException">A row is over the limit, and that is to be refused; none fits; or the template refuses a row.</exception>
    public static FittedRows Of(ExportDataset dataset, IEnumerable<Conversation> rows) =>
        dataset.Chat is { } chat ? new Fitting(chat, dataset.MaxLength, dataset.OverLength).Fit(rows) : new FittedRows([.. rows], null);

    private sealed class Fitting(ChatRenderer chat, int? limit, OverLength choice)
    {
        private int _pieces;
        private int _leftOut;

        public FittedRows Fit(IEnumerable<Conversation> rows)
        {
            var tally = new RowLengths.Tally(limit);
            var fitted = new List<Conversation>();
            foreach (var row in rows)
            {
                var rendered = Render(row.Task, row.Messages);
                if (tally.Add(row.Task, rendered.Ids.Length, rendered.Weights) && choice == OverLength.Split)
                {
                    var pieces = Split(row).ToList();
                    _pieces += pieces.Count;
                    fitted.AddRange(pieces);
                }
                else
                {
                    fitted.Add(row);
                }
            }

            var lengths = tally.ToLengths().Checked(choice) with { SplitInto = _pieces, TurnsLeftOut = _leftOut };
            return fitted.Count > 0 ? new FittedRows(fitted, lengths)
                : throw new GleanerException(FormattableString.Invariant($"No trained turn fits in a row of {limit} tokens, even with the observation before it alone; raise --max-length."));
        }

        // A piece begins as early and ends as late as it can; what an earlier piece has trained is context.
        private IEnumerable<Conversation> Split(Conversation row)
        {
            var messages = row.Messages;
            var head = messages[0].Role == ChatRole.System ? 1 : 0;
            for (var turn = NextTrained(messages, 0); turn >= 0;)
            {
                var start = head;
                while (start < turn && !Fits(row.Task, Piece(messages, head, start, turn, turn)))
                {
                    start += 2;
                }

                if (start >= turn)
                {
                    _leftOut++;
                    turn = NextTrained(messages, turn + 1);
                    continue;
                }

                var end = turn;
                var next = NextTrained(messages, turn + 1);
                while (next >= 0 && Fits(row.Task, Piece(messages, head, start, turn, next)))
                {
                    end = next;
                    next = NextTrained(messages, next + 1);
                }

                yield return row with { Messages = Piece(messages, head, start, turn, end) };
                turn = next;
            }
        }

        private bool Fits(TaskId task, ImmutableArray<ConversationMessage> messages) => Render(task, messages).Ids.Length <= limit;

        private static int NextTrained(ImmutableArray<ConversationMessage> messages, int from)
        {
            for (var i = from; i < messages.Length; i++)
            {
                if (messages[i].IsTrained)
                {
                    return i;
                }
            }

            return -1;
        }

        private static ImmutableArray<ConversationMessage> Piece(ImmutableArray<ConversationMessage> messages, int head, int start, int trainedFrom, int end) =>
        [
            .. messages.AsSpan()[..head],
            .. Enumerable.Range(start, end - start + 1).Select(i => i < trainedFrom ? messages[i] with { Weight = 0, WeightStart = 0 } : messages[i]),
        ];

        private RenderedChat Render(TaskId task, ImmutableArray<ConversationMessage> messages)
        {
            try
            {
                return chat.Render([.. messages.Select(message => new ChatMessage(message.Role, message.Content) { Weight = message.Weight })]);
            }
            catch (ChatTemplateException exception)
            {
                throw new GleanerException($"{task}: {exception.Message}", exception);
            }
        }
    }
}
