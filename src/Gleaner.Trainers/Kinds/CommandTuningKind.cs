using System.Collections.Immutable;
using Gleaner.Endpoints.Calls;
using Gleaner.Endpoints.Kinds;
using Gleaner.Experiments;
using Gleaner.Experiments.Configuration;
using Gleaner.IO.Processes;
using Gleaner.Runs;
using Gleaner.Students.Kinds;
using Gleaner.Students.Pretrained;
using Gleaner.Trainers.Served;
using Gleaner.Trainers.Trainers;

namespace Gleaner.Trainers.Kinds;

/// <summary>By a command, whose models a server of the user's own answers with.</summary>
internal sealed class CommandTuningKind : TuningKind
{
    public override string Name => "command";

    public override string Summary => "A command (torchrun, accelerate, axolotl) trains, and your own server then answers with its models.";

    public override ServedTuning ReadPart(SectionReader reader) => new CommandTuning(CommandTuningConfig.Read(reader));

    private sealed class CommandTuning(CommandTuningConfig config) : ServedTuning
    {
        // Longer than the scripts of trainers/ wait for a server, so that these can say what is wrong with it.
        private static readonly TimeSpan PublishLimit = TimeSpan.FromMinutes(30);

        public override decimal Price => 0;

        public override string Description => $"trained by {config.Command[0]}";

        public override string Note => "The student is a chat model that another program trains and a server answers with; how it trains is in the command, not in Gleaner.";

        public override object Configuration => config;

        public override OpenTuner Open(EndpointConfig endpoint, ChatEndpoint opened, string rules, RunContext context)
        {
            var tuner = TunerIn(config.Models ?? context.Directory.Resolve("student/models"), endpoint.Model, rules);
            return new OpenTuner(tuner, tuner);
        }

        private CommandTuner TunerIn(string models, string baseModel, string rules) => new(
            new CommandTunerOptions
            {
                BaseModel = baseModel,
                BaseFolder = config.BaseFolder,
                Models = models,
                Trainer = new CommandTrainer(new CommandTrainerOptions { Command = new CommandTemplate(config.Command), TimeLimit = TimeSpan.FromHours(config.TimeLimitHours), TakesAdapters = true }),
                Format = config.Format,
                TemplateUse = new ChatTemplateUse { FoldSystemIntoUser = config.FoldSystem, Thinking = config.Thinking },
                Prefix = config.Prefix,
                Publish = config.Publish.IsEmpty ? null : new PublishTemplate(config.Publish),
                PublishTimeLimit = PublishLimit,
            },
            rules);

        public override IEnumerable<PreflightCheck> ChecksBefore(EndpointConfig endpoint, ChatAgentConfig agent) =>
        [
            new FileCheck("student.tuning.folder", config.BaseFolder, isFolder: true),
            new TunedModelsCheck(config),
            new GpuMemoryCheck(config, agent.Window.Tokens, new SystemProcessLauncher(ProcessIsolation.OwnSession)),
            .. TrainerKeys.ChecksOf("student.tuning.command", config.Command),
            .. config.Publish.IsEmpty
                ? []
                : new PreflightCheck[] { new ProgramCheck("student.tuning.publish", config.Publish), new PublishCheck((models, rules) => TunerIn(models, endpoint.Model, rules), endpoint.Model, PublishLimit, Missing) },
        ];

        public override IEnumerable<PreflightCheck> ChecksAfter(EndpointConfig endpoint, ChatAgentConfig agent) =>
            [new TuningStepCheck((models, rules) => TunerIn(models, endpoint.Model, rules), endpoint, agent, config.Publish.IsEmpty ? null : PublishLimit, Missing)];

        private string? Missing(IMachine machine) => !Directory.Exists(config.BaseFolder) ? "'student.tuning.folder'"
            : config.Command.IsEmpty || machine.FindProgram(config.Command[0]) is null ? "the program of 'student.tuning.command'"
            : !config.Publish.IsEmpty && machine.FindProgram(config.Publish[0]) is null ? "the program of 'student.tuning.publish'"
            : null;

        public override void Check(SectionReader reader)
        {
            try
            {
                _ = new CommandTemplate(config.Command);
                _ = config.Publish.IsEmpty ? null : new PublishTemplate(config.Publish);
            }
            catch (GleanerException exception)
            {
                reader.Fail("student", $"has a command that cannot work: {exception.Message}");
            }
        }
    }
}

/// <summary>What its section says.</summary>
internal sealed record CommandTuningConfig
{
    public required string BaseFolder { get; init; }

    public required string? Models { get; init; }

    public required ImmutableArray<string> Command { get; init; }

    public required ImmutableArray<string> Publish { get; init; }

    public required string Format { get; init; }

    public required string Prefix { get; init; }

    public required bool FoldSystem { get; init; }

    public required bool? Thinking { get; init; }

    public required double TimeLimitHours { get; init; }

    public required double GpuMemoryGb { get; init; }

    internal static CommandTuningConfig Read(SectionReader reader) => new()
    {
        BaseFolder = reader.Value("folder", ValueKind.Path, null, "The base model's folder; the server answers with it as `student.model`."),
        Models = reader.Unresolved("models", ValueKind.OptionalPath, "", "Where tuned models are put, each in a folder of its own name; empty for `student/models` in the run's folder. A server elsewhere must be able to read it."),
        Command = reader.Values("command", ValueKind.Text, TrainerKeys.DefaultCommand, "The trainer: a program and its arguments, with {data}, {base}, {output}, {steps}, {batch}, {learning_rate} and {seed}. No shell sees it."),
        Publish = reader.Values("publish", ValueKind.Text, "", "Run before another model acts than the last: a program and its arguments, with {name} and {folder}, that make the server answer with the model under its name and end when it does; an empty list where the server finds models by itself."),
        Format = reader.Value("format", TrainerKeys.Formats, "safetensors", "The form that the data leaves in (docs/formats.md)."),
        Prefix = reader.Value("name", ValueKind.Name, "gleaner", "The beginning of the tuned models' names."),
        FoldSystem = reader.Value("fold_system", ValueKind.Flag, "false", "Put the rules before the first page in the data, for templates that refuse a system message."),
        Thinking = ChatTemplateKeys.ReadThinking(reader, "What the server tells the template as `enable_thinking` (vLLM's and llama.cpp's option for the template's arguments): `off` has Qwen3 act without thoughts; `template` where it tells it nothing. Rows of ids are rendered with it."),
        TimeLimitHours = reader.Value("time_limit_hours", ValueKind.Number(1e-3, 10_000), "24", "How long the trainer may take each time."),
        GpuMemoryGb = reader.Unresolved("gpu_memory_gb", ValueKind.Number(0, 100_000), "0", "Memory of each GPU that the trainer uses, in GB, which `gleaner check` compares with what it takes by formula; 0 for what `nvidia-smi` says where the check runs."),
    };
}
