using System.Collections.Immutable;
using Gleaner.CommandLine.Configuration.Environments;
using Gleaner.CommandLine.Configuration.Reading;
using Gleaner.CommandLine.Worlds;
using Gleaner.Decoder.Model;
using Gleaner.Decoder.Training;
using Gleaner.Students.Pretrained;
using Gleaner.Formats.Exports;
using Gleaner.Trainers.Students;
using Gleaner.Trainers.Trainers;

namespace Gleaner.CommandLine.Configuration.Students;

/// <summary>A chat model that another program trains and the embedded engine samples from.</summary>
internal sealed record ExternalStudentConfig(PretrainedStudentOptions Model, ImmutableArray<string> Command, string Format, double TimeLimitHours) : StudentConfig
{
    internal const string DefaultCommand =
        "python3, trainers/sft.py, --data, '{data}', --base, '{base}', --output, '{output}', --steps, '{steps}', --batch, '{batch}', --learning-rate, '{learning_rate}', --seed, '{seed}'";

    private static readonly ValueKind<WeightPrecision> Precisions = ValueKind.OneOf(
        new Dictionary<string, WeightPrecision> { ["bf16"] = WeightPrecision.BFloat16, ["fp32"] = WeightPrecision.Single });

    internal static readonly ValueKind<string> Formats = ValueKind.OneOf(ExportFormats.All.ToDictionary(format => format.Name, format => format.Name));

    public override string Description => $"{Path.GetFileName(Path.TrimEndingDirectorySeparator(Model.Folder))}, trained by {Command[0]}";

    public override string Note => "The student is a chat model that another program trains; how it trains is in the command, not in Gleaner.";

    public override Accelerator Accelerator => Accelerator.None;

    public override PreparedStudent Prepare(World world) => PreparedStudent.Of(new ExternalStudents(
        new ExternalStudentOptions
        {
            Model = Model,
            Format = Format,
            Trainer = new CommandTrainer(new CommandTrainerOptions { Command = new CommandTemplate(Command), TimeLimit = TimeSpan.FromHours(TimeLimitHours) }),
        },
        world.Rules));

    public override void Check(EnvironmentConfig environment, SectionReader reader)
    {
        try
        {
            _ = new CommandTemplate(Command);
        }
        catch (GleanerException exception)
        {
            reader.Fail("student", $"has a command that cannot work: {exception.Message}");
        }
    }

    internal static ExternalStudentConfig ReadExternal(SectionReader reader)
    {
        var defaults = new PretrainedStudentOptions { Folder = "" };
        var model = defaults with
        {
            Folder = reader.Value("folder", ValueKind.Path, null, "The base model's folder: config.json, safetensors, tokenizer.json and a chat template."),
            Context = reader.Value("context", ValueKind.Integer(128, 131_072), $"{defaults.Context}", "Longest sequence in tokens when it acts."),
            MaxActionTokens = reader.Value("max_action_tokens", ValueKind.Integer(2, 4096), $"{defaults.MaxActionTokens}", "Most tokens of an action, the end of its turn included."),
            FoldSystemIntoUser = reader.Value("fold_system", ValueKind.Flag, "false", "Put the rules before the first page, for templates that refuse a system message."),
            Precision = reader.Value("precision", Precisions, "bf16", "How the weights are held when it acts."),
        };
        return new(
            model,
            reader.Values("command", ValueKind.Text, DefaultCommand, "The trainer: a program and its arguments, with {data}, {base}, {output}, {steps}, {batch}, {learning_rate} and {seed}. No shell sees it."),
            reader.Value("format", Formats, "safetensors", "The form that the data leaves in (docs/formats.md)."),
            reader.Value("time_limit_hours", ValueKind.Number(1e-3, 10_000), "24", "How long the trainer may take each time."));
    }
}
