using Gleaner.Chat.Rendering;

namespace Gleaner.Formats.Exports;

/// <summary>What formats with less to say than Gleaner's weights refuse.</summary>
internal static class Refusals
{
    /// <summary>The conversations, each checked to have weights of 0 and 1 alone, for turns as a whole.</summary>
    /// <exception cref="GleanerException">There is another weight, part of a turn is left out, or there is no conversation.</exception>
    public static IReadOnlyList<Conversation> BinaryConversations(ExportDataset dataset, string format, bool maySplitTurns = false)
    {
        if (dataset.Part != TrainedPart.Turn && !maySplitTurns)
        {
            throw new GleanerException($"The format '{format}' gives each turn a single weight; a part of a turn cannot be left out. Use axolotl for that.");
        }

        var conversations = dataset.Conversations.ToList();
        RequireSome(conversations.Count, dataset);
        foreach (var conversation in conversations)
        {
            var turn = 0;
            foreach (var message in conversation.Messages.Where(message => message.Role == ChatRole.Assistant))
            {
                turn++;
                if (message.Weight is not (0 or 1))
                {
                    throw new GleanerException(
                        $"{conversation.Task}, turn {turn}: the weight is {message.Weight}, and the format '{format}' can express only 0 and 1. "
                        + "Use safetensors, which can hold any weight.");
                }
            }
        }

        return conversations;
    }

    /// <exception cref="GleanerException">There is nothing to train on.</exception>
    public static void RequireSome(int count, ExportDataset dataset)
    {
        if (count == 0)
        {
            throw new GleanerException($"There is nothing to export: {dataset.Examples.Count} examples, none of them with a turn that carries loss.");
        }
    }
}
