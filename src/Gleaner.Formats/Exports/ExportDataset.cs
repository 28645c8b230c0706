using System.Collections.Immutable;
using Gleaner.Chat.Rendering;
using Gleaner.Selection;
using Gleaner.Students;
using Gleaner.Tasks;

namespace Gleaner.Formats.Exports;

/// <summary>What is exported.</summary>
/// <param name="Examples">The weighted examples.</param>
/// <param name="Rules">What a chat model is told about the environment and its actions; empty for nothing.</param>
public sealed record ExportDataset(IReadOnlyList<WeightedTrajectory> Examples, string Rules)
{
    /// <summary>Whether turns are written with their thoughts. Default: no; a turn is its action.</summary>
    public bool WithThoughts { get; init; }

    /// <summary>Which part of a trained turn is trained. Default: all of it.</summary>
    public TrainedPart Part { get; init; }

    /// <summary>Makes ids and weights, for the formats that hold ids; null if there is no model to make them for.</summary>
    public ISequenceRenderer? Renderer { get; init; }

    /// <summary>The renderer of the model in whose tokens rows of texts are measured; null if there is none.</summary>
    public ChatRenderer? Chat { get; init; }

    /// <summary>The most tokens of a row that the trainer takes, at least 1; null if that is not known. Rows of texts need <see cref="Chat"/> for it.</summary>
    public int? MaxLength { get; init; }

    /// <summary>What is done with rows over <see cref="MaxLength"/>. Default: they are kept and counted.</summary>
    public OverLength OverLength { get; init; }

    /// <summary>Strings to keep with formats that can hold any: which run, which method.</summary>
    public ImmutableSortedDictionary<string, string> Origin { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>Says where an example can be looked at, for the member <c>source</c> of rows of texts; null to leave it out, for loaders that take no other members than their own.</summary>
    public Func<WeightedTrajectory, string>? Source { get; init; }

    /// <summary>The examples that train anything; a trainer can do nothing with the others.</summary>
    internal IEnumerable<WeightedTrajectory> Trainable => Examples.Where(example => example.Weights.Any(weight => weight.Weight > 0));

    /// <summary>The trainable examples as conversations.</summary>
    internal IEnumerable<Conversation> Conversations => Trainable.Select(example => Conversation.Of(example, Rules, WithThoughts, Part) with { Source = Source?.Invoke(example) });

    /// <summary>The trainable examples as ids and weights, a task's name with each row.</summary>
    /// <exception cref="GleanerException">There is no renderer, or thoughts are asked for.</exception>
    internal IEnumerable<(TaskId Task, RenderedSequence Row)> Sequences(string format) =>
        Part != TrainedPart.Turn || WithThoughts
            ? throw new GleanerException($"The format '{format}' holds the ids that the student itself is trained on: actions without thoughts, each turn with one weight. Use a text format for thoughts.")
            : Renderer is { } renderer
                ? Trainable.SelectMany(example => renderer.RenderRows(example).Select(row => (example.State.Task, row)))
                : throw new GleanerException($"The format '{format}' holds token ids: name the folder of the model that they are for.");
}
