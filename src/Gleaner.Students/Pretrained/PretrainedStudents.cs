using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using Gleaner.Chat.Rendering;
using Gleaner.Chat.Templates;
using Gleaner.Decoder.Checkpoints;
using Gleaner.Decoder.Checkpoints.HuggingFace;
using Gleaner.Decoder.Lora;
using Gleaner.Decoder.Model;
using Gleaner.Decoder.Sampling;
using Gleaner.Decoder.Sizing;
using Gleaner.Decoder.Training;
using Gleaner.Experiments;
using Gleaner.Randomness;
using Gleaner.Students.Learning;
using Gleaner.Students.Parameters;
using Gleaner.Tokenizers;

namespace Gleaner.Students.Pretrained;

/// <summary>Makes students of a pretrained chat model; what is learned are adapters beside it, or all of its weights.</summary>
public sealed class PretrainedStudents : IStudentFactory
{
    private readonly PretrainedStudentOptions _options;
    private readonly HuggingFaceFolder _folder;
    private readonly ModelFiles _files;
    private readonly ChatView _view;

    // Frozen weights are loaded once and shared by all students.
    private readonly Lazy<FrozenDecoder> _frozen;

    /// <summary>Opens the model's folder and checks that it can be used; weights are read when the first student is made.</summary>
    /// <param name="options">Which model, and how it learns.</param>
    /// <param name="rules">What the model is told about the environment and its actions.</param>
    /// <exception cref="GleanerException">The folder cannot be used, or there is not enough memory.</exception>
    public PretrainedStudents(PretrainedStudentOptions options, string rules)
    {
        _options = options;
        try
        {
            _folder = HuggingFaceFolder.Open(options.Folder, options.Context);
            var format = ChatFormat.Load(_folder.Path);
            if (new ModelTokens(_folder, format.Tokenizer).Misfit is { } misfit)
            {
                throw new GleanerException($"{_folder.Path}: {misfit}.");
            }

            SizeOf(_folder, options).EnsureFits();
            _view = new ChatView(
                new ChatRenderer(format, options.TemplateUse.ToChatOptions()),
                new ActionTokens(format.Tokenizer, format.StopTokens.Select(token => token.Id), _folder.Config.VocabularySize, options.MaxActionTokens),
                rules);
        }
        catch (Exception exception) when (exception is CheckpointException or TokenizerException or ChatTemplateException or ChatRenderingException or MemoryLimitException)
        {
            throw new GleanerException(exception.Message, exception);
        }

        _files = new ModelFiles(_folder);
        _frozen = new Lazy<FrozenDecoder>(() => _folder.LoadFrozen(options.Precision));
    }

    /// <inheritdoc/>
    public string? DataHash => _files.Hash;

    /// <inheritdoc/>
    public IStudent Create(Seed seed) => new DecoderStudent(CreateParameters(seed), _view, _files, _options.Learning) { DecodingPrecision = _options.DecodingPrecision };

    /// <inheritdoc/>
    /// <remarks>The model was trained by others: nothing is done here.</remarks>
    public Task<(IStudent Student, LearningSummary Summary)> PretrainAsync(Seed seed, LearningContext? context, CancellationToken cancellationToken) =>
        Task.FromResult((Create(seed), LearningSummary.None));

    private StudentParameters CreateParameters(Seed seed) => _options.Lora is { } lora
        ? new LoraParameters(_frozen.Value, LoraAdapter.Create(_folder.Config, lora, seed.Derive("adapters").Value), _folder.Path)
        : new FullParameters(_folder.LoadModel(), _folder);

    /// <summary>The room that such students take.</summary>
    /// <exception cref="GleanerException">The folder cannot be used.</exception>
    internal static StudentSize SizeOf(PretrainedStudentOptions options)
    {
        var size = SizeOf(HuggingFaceFolder.Open(options.Folder, options.Context), options);

        // The optimiser has two moments for each number that is learned, and a checkpoint holds these numbers.
        return new StudentSize(size.Total, size.Optimizer / 2);
    }

    /// <summary>What training takes, with what sampling then takes beside it.</summary>
    private static SizeEstimate SizeOf(HuggingFaceFolder folder, PretrainedStudentOptions options)
    {
        var trainer = new TrainerOptions { Threads = options.Learning.Threads, RecomputeLayers = options.Learning.RecomputeLayers, Accelerator = options.Learning.Accelerator };
        var training = options.Lora is { } lora
            ? SizeEstimate.OfAdapterTraining(folder.Config, options.Precision, lora, trainer, options.Context)
            : SizeEstimate.OfTraining(folder.Config, trainer, options.Context);

        // A rounded copy is made of an fp32 one that has the adapters in it.
        var sampling = SizeEstimate.OfFrozen(folder.Config, options.DecodingPrecision);
        return training + (options.DecodingPrecision == WeightPrecision.Single ? sampling : sampling + SizeEstimate.OfModel(folder.Config));
    }
}

/// <summary>A student made of a pretrained chat model.</summary>
public sealed record PretrainedStudentOptions
{
    /// <summary>The model's folder in the layout of Hugging Face.</summary>
    public required string Folder { get; init; }

    /// <summary>Longest sequence in tokens, at most what the model was made for. Default 2048.</summary>
    public int Context { get; init; } = 2048;

    /// <summary>Most tokens of an action, the end of its turn included; at least 2. Default 64.</summary>
    public int MaxActionTokens { get; init; } = 64;

    /// <summary>Whether what the system would say is put before the first message of the user, for templates without a system role.</summary>
    public bool FoldSystemIntoUser { get; init; }

    /// <summary>What the template is told as <c>enable_thinking</c>; null: nothing.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool? Thinking { get; init; }

    /// <summary>Whether earlier turns stay as they were written where the template would write them differently.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool KeepTurns { get; init; }

    /// <summary>The adapters that are trained; null: all weights are. Default: rank 16 on all linear modules.</summary>
    public LoraOptions? Lora { get; init; } = new() { Rank = 16, Alpha = 32 };

    /// <summary>How the frozen weights are held beside adapters. Default: bfloat16.</summary>
    public WeightPrecision Precision { get; init; } = WeightPrecision.BFloat16;

    /// <summary>How the weights are held that it samples from. What is trained are the true ones. Default: fp32.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public WeightPrecision DecodingPrecision { get; init; }

    /// <summary>How gradient steps are made.</summary>
    public LearningOptions Learning { get; init; } = new();

    /// <summary>How the template is used.</summary>
    [JsonIgnore]
    public ChatTemplateUse TemplateUse => new() { FoldSystemIntoUser = FoldSystemIntoUser, Thinking = Thinking, KeepTurns = KeepTurns };
}

/// <summary>How a chat model's template is used.</summary>
public sealed record ChatTemplateUse
{
    /// <summary>Whether what the system would say is put before the first message of the user, for templates without a system role.</summary>
    public bool FoldSystemIntoUser { get; init; }

    /// <summary>What the template is told as <c>enable_thinking</c>; null: nothing.</summary>
    public bool? Thinking { get; init; }

    /// <summary>Whether earlier turns stay as they were written where the template would write them differently.</summary>
    public bool KeepTurns { get; init; }

    /// <summary>The renderer's options; the day stands still, for a run must not depend on it.</summary>
    public ChatOptions ToChatOptions()
    {
        var variables = ImmutableDictionary<string, JsonElement>.Empty;
        return new ChatOptions
        {
            FoldSystemIntoUser = FoldSystemIntoUser,
            KeepTurns = KeepTurns,
            Variables = Thinking is { } thinking ? variables.Add("enable_thinking", JsonSerializer.SerializeToElement(thinking)) : variables,
            Clock = FixedDay.Instance,
        };
    }
}

/// <summary>Templates may print the day: a run must not depend on it.</summary>
internal sealed class FixedDay : TimeProvider
{
    public static FixedDay Instance { get; } = new();

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    public override DateTimeOffset GetUtcNow() => new(2024, 7, 26, 0, 0, 0, TimeSpan.Zero);
}
