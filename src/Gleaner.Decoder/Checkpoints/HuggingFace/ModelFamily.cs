namespace Gleaner.Decoder.Checkpoints.HuggingFace;

/// <summary>What sets one of the supported <c>model_type</c>s apart from the others.</summary>
/// <param name="Name">The <c>model_type</c>.</param>
/// <param name="Architecture">The class name under <c>architectures</c>.</param>
/// <param name="Biases">Whether queries, keys and values have biases.</param>
/// <param name="DefaultKeyValueHeads">What a missing <c>num_key_value_heads</c> means; null: as many as query heads.</param>
/// <param name="DefaultMaxLength">What a missing <c>max_position_embeddings</c> means.</param>
internal sealed record ModelFamily(string Name, string Architecture, bool Biases, int? DefaultKeyValueHeads, int DefaultMaxLength)
{
    public static readonly ModelFamily Llama = new("llama", "LlamaForCausalLM", false, null, 2048);

    public static readonly ModelFamily Mistral = new("mistral", "MistralForCausalLM", false, 8, 131_072);

    public static readonly ModelFamily Qwen2 = new("qwen2", "Qwen2ForCausalLM", true, 32, 32_768);

    private static readonly ModelFamily[] All = [Llama, Mistral, Qwen2];

    /// <summary>The family of a <c>config.json</c>.</summary>
    /// <exception cref="CheckpointException">It is not supported.</exception>
    public static ModelFamily Of(JsonObjectFile config)
    {
        var name = config.OptionalText("model_type") ?? throw new CheckpointException(config.Path, "it lacks 'model_type'");
        return Array.Find(All, family => family.Name == name)
            ?? throw new CheckpointException(
                config.Path, $"'model_type' is '{name}'; supported are {string.Join(", ", All.Select(family => $"'{family.Name}'"))} (SmolLM2 and TinyLlama are 'llama')");
    }
}
