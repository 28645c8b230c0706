using Gleaner.Chat.Rendering;
using Gleaner.Chat.Templates;
using Gleaner.Decoder.Checkpoints;
using Gleaner.Decoder.Checkpoints.HuggingFace;
using Gleaner.Decoder.Lora;
using Gleaner.Decoder.Model;
using Gleaner.Decoder.Sampling;
using Gleaner.Decoder.Sizing;
using Gleaner.Tokenizers;

namespace Gleaner.ModelServers.Engine;

/// <summary>The base model of a server: its weights, read once, and the queue of what is done with them.</summary>
internal sealed class ServedModel : IAsyncDisposable
{
    /// <summary>Merged copies of the weights that are kept: each is as large as the model in fp32.</summary>
    private const int KeptCopies = 2;

    private readonly HuggingFaceFolder _folder;
    private readonly Lock _gate = new();
    private readonly List<(string Key, FrozenDecoder Decoder)> _copies = [];

    private ServedModel(ModelServerOptions options, HuggingFaceFolder folder, ChatFormat format)
    {
        _folder = folder;
        Format = format;
        Name = options.Name ?? Path.GetFileName(Path.TrimEndingDirectorySeparator(folder.Path));
        Base = folder.LoadFrozen(options.Precision);
        Queue = new EngineQueue(new BatchSampler(format.Tokenizer, options.Threads), options.MaxWaiting);
    }

    /// <summary>The model's name for clients.</summary>
    public string Name { get; }

    /// <summary>Its folder.</summary>
    public string FolderPath => _folder.Path;

    /// <summary>Its shape.</summary>
    public DecoderConfig Config => _folder.Config;

    /// <summary>Its tokens and its chat template.</summary>
    public ChatFormat Format { get; }

    /// <summary>Its frozen weights.</summary>
    public FrozenDecoder Base { get; }

    /// <summary>Does one thing after the other.</summary>
    public EngineQueue Queue { get; }

    /// <summary>The base model's own weights, to sample from.</summary>
    public SamplerWeights BaseWeights => new("", () => Base);

    /// <exception cref="GleanerException">The folder cannot be used, or there is not enough memory.</exception>
    public static ServedModel Open(ModelServerOptions options)
    {
        try
        {
            var folder = HuggingFaceFolder.Open(options.Folder, options.Context);
            SizeEstimate.OfFrozen(folder.Config, options.Precision).EnsureFits();
            return new ServedModel(options, folder, ChatFormat.Load(folder.Path));
        }
        catch (Exception exception) when (exception is CheckpointException or TokenizerException or ChatTemplateException or ChatRenderingException or MemoryLimitException)
        {
            throw new GleanerException(exception.Message, exception);
        }
    }

    /// <summary>Adapters that were saved, to sample from: merged into a copy of the weights when they are first used.</summary>
    /// <param name="key">Tells them apart from others.</param>
    /// <param name="folder">Where they are.</param>
    public SamplerWeights Saved(string key, string folder) => new(key, () =>
    {
        lock (_gate)
        {
            if (_copies.Find(copy => copy.Key == key) is { Decoder: { } known })
            {
                return known;
            }

            if (_copies.Count >= KeptCopies)
            {
                _copies.RemoveAt(0);
            }

            var merged = FrozenDecoder.From(Base, PeftFolder.Load(folder, Config));
            _copies.Add((key, merged));
            return merged;
        }
    });

    /// <summary>Fresh adapters.</summary>
    public LoraAdapter CreateAdapter(LoraOptions options, ulong seed) => LoraAdapter.Create(Config, options, seed);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Queue.DisposeAsync();
}
