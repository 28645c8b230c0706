using System.Collections.Immutable;
using Gleaner.Decoder.Model;
using Gleaner.Experiments;
using Gleaner.Experiments.Configuration;
using Gleaner.Students;
using Gleaner.Students.Kinds;
using Gleaner.Students.Pretrained;
using Gleaner.Trainers.Students;
using Gleaner.Trainers.Trainers;
using Gleaner.Trajectories;

namespace Gleaner.Trainers.Kinds;

/// <summary>A chat model that another program trains and the embedded engine samples from.</summary>
public sealed class ExternalStudentKind : StudentKind<ExternalStudentConfig>
{
    private static readonly ValueKind<WeightPrecision> Precisions = ValueKind.OneOf(
        new Dictionary<string, WeightPrecision> { ["bf16"] = WeightPrecision.BFloat16, ["fp32"] = WeightPrecision.Single });

    /// <inheritdoc/>
    public override string Name => "external";

    /// <inheritdoc/>
    public override string Summary => "A chat model from a folder that another program trains and that is sampled here.";

    /// <inheritdoc/>
    public override string Describe(ExternalStudentConfig config) => $"{Path.GetFileName(Path.TrimEndingDirectorySeparator(config.Model.Folder))}, trained by {config.Command[0]}";

    /// <inheritdoc/>
    public override string Note(ExternalStudentConfig config) => "The student is a chat model that another program trains; how it trains is in the command, not in Gleaner.";

    /// <inheritdoc/>
    public override PreparedStudent Prepare(ExternalStudentConfig config, World world) => PreparedStudent.Of(new ExternalStudents(
        new ExternalStudentOptions
        {
            Model = config.Model,
            Format = config.Format,
            Trainer = new CommandTrainer(new CommandTrainerOptions { Command = new CommandTemplate(config.Command), TimeLimit = TimeSpan.FromHours(config.TimeLimitHours) }),
        },
        world.Rules));

    /// <summary>The model can be sampled, and its trainer can be started; what it would take is not spent.</summary>
    public override IEnumerable<PreflightCheck> Checks(ExternalStudentConfig config) =>
    [
        new FileCheck("student.folder", config.Model.Folder, isFolder: true),
        .. TrainerKeys.ChecksOf("student.command", config.Command),
        new StudentCheck(world => Prepare(config, world), trains: false),
    ];

    /// <inheritdoc/>
    public override ISequenceRenderer Renderer(ExternalStudentConfig config, World world, IReadOnlyList<Trajectory> trajectories) =>
        new ChatSequences(config.Model.Folder, world.Rules, config.Model.TemplateUse, keepSampledIds: true);

    /// <inheritdoc/>
    public override void Check(ExternalStudentConfig config, ExperimentEnvironment environment, SectionReader reader)
    {
        try
        {
            _ = new CommandTemplate(config.Command);
        }
        catch (GleanerException exception)
        {
            reader.Fail("student", $"has a command that cannot work: {exception.Message}");
        }
    }

    /// <inheritdoc/>
    public override ExternalStudentConfig Read(SectionReader reader)
    {
        var defaults = new PretrainedStudentOptions { Folder = "" };
        var model = defaults with
        {
            Folder = reader.Value("folder", ValueKind.Path, null, "The base model's folder: config.json, safetensors, tokenizer.json and a chat template."),
            Context = reader.Value("context", ValueKind.Integer(128, 131_072), $"{defaults.Context}", "Longest sequence in tokens when it acts."),
            MaxActionTokens = reader.Value("max_action_tokens", ValueKind.Integer(2, 4096), $"{defaults.MaxActionTokens}", "Most tokens of an action, the end of its turn included."),
        };
        model = ChatTemplateKeys.Read(reader, model) with
        {
            Precision = reader.Value("precision", Precisions, "bf16", "How the weights are held when it acts."),
        };
        return new ExternalStudentConfig(
            model,
            reader.Values("command", ValueKind.Text, TrainerKeys.DefaultCommand, "The trainer: a program and its arguments, with {data}, {base}, {output}, {steps}, {batch}, {learning_rate} and {seed}. No shell sees it."),
            reader.Value("format", TrainerKeys.Formats, "safetensors", "The form that the data leaves in (docs/formats.md)."),
            reader.Value("time_limit_hours", ValueKind.Number(1e-3, 10_000), "24", "How long the trainer may take each time."));
    }
}

/// <summary>What its section says.</summary>
/// <param name="Model">The model, as it is sampled here.</param>
/// <param name="Command">The trainer: a program and its arguments.</param>
/// <param name="Format">The form that the data leaves in.</param>
/// <param name="TimeLimitHours">How long the trainer may take each time.</param>
public sealed record ExternalStudentConfig(PretrainedStudentOptions Model, ImmutableArray<string> Command, string Format, double TimeLimitHours);
