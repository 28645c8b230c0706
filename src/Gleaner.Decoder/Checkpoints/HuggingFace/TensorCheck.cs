using Gleaner.Decoder.Model;

namespace Gleaner.Decoder.Checkpoints.HuggingFace;

/// <summary>Whether a folder's tensors are exactly those of a model of a given shape.</summary>
internal static class TensorCheck
{
    public const string Embedding = "model.embed_tokens.weight";
    public const string Head = "lm_head.weight";

    /// <summary>Tensors of old checkpoints that can be computed and are read by nobody.</summary>
    private const string Derived = ".rotary_emb.inv_freq";

    /// <summary>Checks names and shapes; reads no values.</summary>
    /// <returns>Names, shapes and places of the model's tensors.</returns>
    /// <exception cref="CheckpointException">A tensor is missing, too much, or of another shape.</exception>
    public static ParameterLayout Check(TensorStore store, DecoderConfig config)
    {
        // Before the layout is made: a false number of layers would make a layout of any size.
        if (config.Layers > store.Names.Count)
        {
            throw new CheckpointException(store.Source, $"it has {store.Names.Count} tensors, too few for the {config.Layers} layers of its configuration");
        }

        ParameterLayout layout;
        try
        {
            layout = new ParameterLayout(config);
        }
        catch (OverflowException e)
        {
            throw new CheckpointException(store.Source, "its configuration describes a tensor of 2³¹ values or more, too large for this engine", e);
        }

        foreach (var spec in layout.Specs)
        {
            store.FileOf(spec.Name).CheckShape(spec.Name, [.. spec.Shape]);
        }

        var known = layout.Specs.Select(spec => spec.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var name in store.Names.Order(StringComparer.Ordinal))
        {
            if (!known.Contains(name) && !name.EndsWith(Derived, StringComparison.Ordinal) && !(name == Head && config.TieEmbeddings))
            {
                throw new CheckpointException(store.FileOf(name).FilePath, $"it has the tensor '{name}', which a model of its configuration does not have");
            }
        }

        if (config.TieEmbeddings && store.Names.Contains(Head))
        {
            store.FileOf(Head).CheckShape(Head, [config.VocabularySize, config.Width]);
        }

        return layout;
    }

    /// <summary>A tied model may store its head all the same, but only if it is the embedding.</summary>
    /// <exception cref="CheckpointException">It is another.</exception>
    public static void CheckTiedHead(TensorStore store, DecoderConfig config)
    {
        if (!config.TieEmbeddings || !store.Names.Contains(Head))
        {
            return;
        }

        var (embedding, head) = (new float[config.Width], new float[config.Width]);
        for (var row = 0; row < config.VocabularySize; row++)
        {
            store.Read(Embedding, row * config.Width, embedding);
            store.Read(Head, row * config.Width, head);
            if (!embedding.AsSpan().SequenceEqual(head))
            {
                throw new CheckpointException(store.FileOf(Head).FilePath, $"'tie_word_embeddings' is true but row {row} of '{Head}' differs from that of '{Embedding}'");
            }
        }
    }
}
