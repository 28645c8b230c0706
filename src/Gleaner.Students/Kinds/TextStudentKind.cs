using Gleaner.Experiments;
using Gleaner.Experiments.Configuration;
using Gleaner.Students.Text;

namespace Gleaner.Students.Kinds;

/// <summary>The tiny student for any environment of texts; the defaults are those of its options.</summary>
public sealed class TextStudentKind : TinyStudentKind<TextStudentOptions>
{
    /// <inheritdoc/>
    public override string Name => "text";

    /// <inheritdoc/>
    public override string Summary => "A tiny decoder for any environment, made of the experts' trajectories.";

    /// <inheritdoc/>
    public override string Describe(TextStudentOptions config) => $"text decoder, width {config.Width}, {config.Layers} layers";

    /// <inheritdoc/>
    public override string Note(TextStudentOptions config) =>
        "The student is a tiny model that knows nothing but the experts' trajectories; differences between methods, not absolute rates, are what to compare with the paper.";

    /// <inheritdoc/>
    public override PreparedStudent Prepare(TextStudentOptions config, World world) => new(null, trajectories => new TextStudents(config, trajectories));

    /// <inheritdoc/>
    public override TextStudentOptions Read(SectionReader reader)
    {
        var defaults = ReadShape(reader, new TextStudentOptions());
        var options = defaults with
        {
            Pieces = reader.Value("pieces", ValueKind.Integer(TextStudentOptions.FewestPieces, 65536), $"{defaults.Pieces}", "Most text pieces of the vocabulary, learnt from the experts' trajectories."),
            Context = reader.Value("context", ValueKind.Integer(128, 65536), $"{defaults.Context}", "Longest sequence in tokens. Rollouts end there; examples are learnt from as far as they fit."),
            Learning = defaults.Learning with { Accelerator = AcceleratorKey.Read(reader) },
            View = reader.Section("view", section => ReadView(section, defaults.View)),
        };
        return reader.Section("pretraining", section => ReadPretraining(section, options));
    }

    private static TextViewOptions ReadView(SectionReader reader, TextViewOptions defaults)
    {
        var view = new TextViewOptions
        {
            TaskTokens = reader.Value("task_tokens", ValueKind.Integer(8, 65536), $"{defaults.TaskTokens}", "Most tokens of the first observation, which says what the task is; a longer one loses its middle."),
            ObservationTokens = reader.Value("observation_tokens", ValueKind.Integer(8, 65536), $"{defaults.ObservationTokens}", "Most tokens of every other observation; a longer one loses its middle."),
            ShortenRepeats = reader.Value("shorten_repeats", ValueKind.Flag, defaults.ShortenRepeats ? "true" : "false", "Stand for lines that were in the previous observation with one token."),
            Actions = reader.Value("actions", ValueKind.OneOf<ActionChoice>(), "free", "What the student can write: any text, or only actions that stand in the experts' trajectories (`known`)."),
        };
        var most = reader.Value("max_action_tokens", ValueKind.Integer(0, 4096), "0", "Most tokens of an action that the student writes; 0 for as many as the longest of the experts' has.");
        return view with { MaxActionTokens = most == 0 ? null : Math.Max(2, most) };
    }

    private static TextStudentOptions ReadPretraining(SectionReader reader, TextStudentOptions options)
    {
        options = ReadPretrainingSchedule(reader, options);
        return options with
        {
            PretrainingLength = reader.Value("length", ValueKind.Integer(16, 65536), $"{options.PretrainingLength}", "Longest sequence of pre-training in tokens."),
        };
    }
}
