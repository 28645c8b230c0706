using Gleaner.Chat.Rendering;
using Gleaner.Chat.Templates;
using Gleaner.Decoder.Checkpoints;
using Gleaner.Decoder.Checkpoints.HuggingFace;
using Gleaner.Decoder.Sampling;
using Gleaner.Decoder.Sizing;
using Gleaner.Policies;
using Gleaner.Students.Sampling;
using Gleaner.Tokenizers;

namespace Gleaner.Students.Pretrained;

/// <summary>A chat model in a folder as a policy that acts and does not learn: the embedded engine samples from its frozen weights.</summary>
public sealed class ChatModelPolicy : IPolicy
{
    private readonly ChatView _view;
    private readonly Lazy<FrozenDecoder> _decoder;

    /// <summary>Opens the folder; weights are read when the first session is opened.</summary>
    /// <param name="name">The name under which its trajectories are kept.</param>
    /// <param name="options">The folder, context and action length; how it learns is of no account.</param>
    /// <param name="rules">What the model is told about the environment and its actions.</param>
    /// <exception cref="GleanerException">The folder cannot be used, or its weights do not fit into memory.</exception>
    public ChatModelPolicy(string name, PretrainedStudentOptions options, string rules)
    {
        ArgumentNullException.ThrowIfNull(options);
        Name = name;
        try
        {
            var folder = HuggingFaceFolder.Open(options.Folder, options.Context);
            var format = ChatFormat.Load(folder.Path);
            SizeEstimate.OfFrozen(folder.Config, options.Precision).EnsureFits();
            _view = new ChatView(
                new ChatRenderer(format, options.TemplateUse.ToChatOptions()),
                new ActionTokens(format.Tokenizer, format.StopTokens.Select(token => token.Id), folder.Config.VocabularySize, options.MaxActionTokens),
                rules);
            _decoder = new Lazy<FrozenDecoder>(() => folder.LoadFrozen(options.Precision));
        }
        catch (Exception exception) when (exception is CheckpointException or TokenizerException or ChatTemplateException or MemoryLimitException)
        {
            throw new GleanerException(exception.Message, exception);
        }
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public IPolicySession Open(Decoding decoding) => new DecoderPolicySession(_decoder.Value, _view, decoding);
}
