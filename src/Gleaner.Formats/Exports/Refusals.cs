using Gleaner.Chat.Rendering;

namespace Gleaner.Formats.Exports;

/// <summary>What formats with less to say than Gleaner's weights refuse.</summary>
internal static class Refusals
{
    /// <summary>The conversations, each checked to have weights of 0 and 1 alone, for turns as a whole.</summary>
    /// <exception cref="GleanerException">There is another weight, part of a turn is left out, or there is no conversation.</exception>
    public static IReadOnlyList<Conversation> BinaryConversations(ExportDataset dataset, string format, bool maySplitTurns = false)
    {
        if (!maySplitTurns)
        {
            RequireWholeTurns(dataset, format);
        }

        var conversations = SomeConversations(dataset);
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
                        + "Use safetensors or llamafactory, which can hold any weight.");
                }
            }
        }

        return conversations;
    }

    /// <summary>The conversations, whatever their weights.</summary>
    /// <exception cref="GleanerException">There is none.</exception>
    public static IReadOnlyList<Conversation> SomeConversations(ExportDataset dataset)
    {
        var conversations = dataset.Conversations.ToList();
        RequireSome(conversations.Count, dataset);
        return conversations;
    }

    /// <summary>Turns that are written and not trained.</summary>
    public static int MaskedTurns(ExportDataset dataset) => dataset.Trainable.Sum(example => example.Weights.Count(weight => weight.Weight <= 0));

    /// <exception cref="GleanerException">Part of a turn is left out.</exception>
    public static void RequireWholeTurns(ExportDataset dataset, string format)
    {
        if (dataset.Part != TrainedPart.Turn)
        {
            throw new GleanerException($"The format '{format}' gives each turn a single weight; a part of a turn cannot be left out. Use axolotl for that.");
        }
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
