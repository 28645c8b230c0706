using System.Collections.Immutable;
using Gleaner.CommandLine.Configuration.Endpoints;
using Gleaner.CommandLine.Configuration.Reading;
using Gleaner.Endpoints;
using Gleaner.Endpoints.Calls;
using Gleaner.Runs;
using Gleaner.Trainers.Served;
using Gleaner.Trainers.Trainers;

namespace Gleaner.CommandLine.Configuration.Students;

/// <summary>By a command, whose models a server of the user's own answers with.</summary>
internal sealed record CommandTuningConfig : TuningConfig
{
    public required string BaseFolder { get; init; }

    public required string? Models { get; init; }

    public required ImmutableArray<string> Command { get; init; }

    public required ImmutableArray<string> Publish { get; init; }

    public required string Format { get; init; }

    public required string Prefix { get; init; }

    public required bool FoldSystem { get; init; }

    public required double TimeLimitHours { get; init; }

    public override decimal Price => 0;

    public override string Description => $"trained by {Command[0]}";

    public override string Note => "The student is a chat model that another program trains and a server answers with; how it trains is in the command, not in Gleaner.";

    public override OpenTuner Open(EndpointConfig endpoint, ChatEndpoint opened, string rules, RunContext context)
    {
        var tuner = new CommandTuner(Options(endpoint, context), rules);
        return new OpenTuner(tuner, tuner);
    }

    private CommandTunerOptions Options(EndpointConfig endpoint, RunContext context) =>
        new CommandTunerOptions
        {
            BaseModel = endpoint.Model,
            BaseFolder = BaseFolder,
            Models = Models ?? context.Directory.Resolve("student/models"),
            Trainer = new CommandTrainer(new CommandTrainerOptions { Command = new CommandTemplate(Command), TimeLimit = TimeSpan.FromHours(TimeLimitHours) }),
            Format = Format,
            FoldSystemIntoUser = FoldSystem,
            Prefix = Prefix,
            Publish = Publish.IsEmpty ? null : new PublishTemplate(Publish),
        };

    public override void Check(SectionReader reader)
    {
        try
        {
            _ = new CommandTemplate(Command);
            _ = Publish.IsEmpty ? null : new PublishTemplate(Publish);
        }
        catch (GleanerException exception)
        {
            reader.Fail("student", $"has a command that cannot work: {exception.Message}");
        }
    }

    internal static CommandTuningConfig ReadCommand(SectionReader reader) => new()
    {
        BaseFolder = reader.Value("folder", ValueKind.Path, null, "The base model's folder, that the server answers with as `student.model`."),
        Models = reader.Unresolved("models", ValueKind.OptionalPath, "", "Where tuned models are put, each in a folder of its name; empty for `student/models` in the run's folder. A server elsewhere needs to see it."),
        Command = reader.Values("command", ValueKind.Text, ExternalStudentConfig.DefaultCommand, "The trainer: a program and its arguments, with {data}, {base}, {output}, {steps}, {batch}, {learning_rate} and {seed}. No shell sees it."),
        Publish = reader.Values("publish", ValueKind.Text, "", "Run before another model acts than the last: a program and its arguments, with {name} and {folder}, that make the server answer with the model under its name and end when it does; an empty list where the server finds models by itself."),
        Format = reader.Value("format", ExternalStudentConfig.Formats, "safetensors", "The form that the data leaves in (docs/formats.md)."),
        Prefix = reader.Value("name", ValueKind.Name, "gleaner", "The beginning of the tuned models' names."),
        FoldSystem = reader.Value("fold_system", ValueKind.Flag, "false", "Put the rules before the first page in the data, for templates that refuse a system message."),
        TimeLimitHours = reader.Value("time_limit_hours", ValueKind.Number(1e-3, 10_000), "24", "How long the trainer may take each time."),
    };
}
