using System.Collections.Immutable;
using System.Globalization;
using Gleaner.EnvironmentClients.OpenEnv;
using Gleaner.Experiments;
using Gleaner.Experiments.Configuration;

namespace Gleaner.EnvironmentClients.Kinds;

/// <summary>An environment behind a server of OpenEnv.</summary>
public sealed class OpenEnvKind : EnvironmentKind<OpenEnvConfig>
{
    /// <inheritdoc/>
    public override string Name => "openenv";

    /// <inheritdoc/>
    public override string Summary => "An environment behind a server of OpenEnv.";

    /// <inheritdoc/>
    public override OpenEnvConfig Read(SectionReader reader)
    {
        var keys = ServerKeys.Read(reader, sessions: 1);
        var defaults = new OpenEnvOptions { Url = keys.Url, Name = "environment" };
        var options = defaults with
        {
            Name = reader.Value("name", ValueKind.Name, null, "The environment's name in task ids: `openenv/NAME/NUMBER`."),
            Sessions = keys.Sessions,
            StepTimeout = keys.StepTimeout,
            StartTimeout = keys.StartTimeout,
            CapacityWait = TimeSpan.FromSeconds(reader.Unresolved(
                "capacity_wait", ValueKind.Number(0, 86_400), "60", "Seconds to wait for a server that has no room for another session.")),
            ActionField = reader.Value("action_field", ValueKind.OptionalText, "", "The action's field that gets the student's text; by default the only required one of the server's schema."),
            ObservationField = reader.Value("observation_field", ValueKind.OptionalText, "", "Where an observation's text is, with dots between names and list places (`messages.-1.content`); by default the schema's only field if it is a text, or the text called `text`, or else the whole observation as JSON."),
            TaskField = reader.Value("task_field", ValueKind.Text, defaults.TaskField, "The field of a reset that gets the task's number."),
            ResetFields = reader.Value("reset_fields", ValueKind.Text, defaults.ResetFields, "Further fields of every reset, as a JSON object in quotes."),
            Return = reader.Value("return", ValueKind.OneOf<ReturnRule>(), "sum", "What a trajectory's return is: the `sum` of its rewards, or the `last` one."),
            SuccessThreshold = reader.Value("success", ValueKind.Number(-1e9, 1e9), defaults.SuccessThreshold.ToString(CultureInfo.InvariantCulture), "The return from which on a trajectory is a success."),
        };
        if (options.Name.Length > 0 && !SafeName.IsSafe(options.Name))
        {
            reader.Fail("name", $"is '{options.Name}': use letters, digits, '-', '_' and '.', a letter or digit first.");
        }

        return new OpenEnvConfig(keys, options, ReadMaxTurns(reader, 30));
    }

    /// <inheritdoc/>
    public override string Describe(OpenEnvConfig config) => $"{config.Options.Name} behind an OpenEnv server";

    /// <inheritdoc/>
    public override int MaxTurns(OpenEnvConfig config) => config.MaxTurns;

    /// <inheritdoc/>
    public override TaskPlan DefaultTasks(OpenEnvConfig config) => ServerKeys.DefaultTasks;

    /// <inheritdoc/>
    public override IEnumerable<PreflightCheck> Checks(OpenEnvConfig config) => config.Server.Checks;

    /// <inheritdoc/>
    public override async ValueTask<World> OpenAsync(OpenEnvConfig config, WorldSetting setting, CancellationToken cancellationToken)
    {
        var environment = await OpenEnvEnvironment.ConnectAsync(config.Options, setting.Warn, setting.Clock, cancellationToken).ConfigureAwait(false);
        var hashes = ImmutableSortedDictionary<string, string>.Empty.Add("schema", environment.SchemaHash);
        var rules = config.Server.ReadRules(
            "You act in an environment. Every message shows you what it answered.\nAnswer with exactly one action and nothing else"
            + (environment.ActionField is null ? ", as a JSON object with the action's fields." : "."),
            ref hashes);
        return new ServerWorld(environment, number => OpenEnvEnvironment.TaskOf(config.Options.Name, number), config.Server, rules, hashes);
    }
}

/// <summary>What the section of an environment behind OpenEnv's server says.</summary>
/// <param name="Server">How the server is reached and which tasks it has.</param>
/// <param name="Options">How it is spoken to.</param>
/// <param name="MaxTurns">Limit of actions in a trajectory.</param>
public sealed record OpenEnvConfig(ServerKeys Server, OpenEnvOptions Options, int MaxTurns);
