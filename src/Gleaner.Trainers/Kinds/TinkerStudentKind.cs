using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Serialization;
using Gleaner.Endpoints.Kinds;
using Gleaner.Endpoints.Spending;
using Gleaner.Experiments;
using Gleaner.Experiments.Configuration;
using Gleaner.Rollouts;
using Gleaner.Runs;
using Gleaner.Students;
using Gleaner.Students.Kinds;
using Gleaner.Students.Pretrained;
using Gleaner.Tinker;
using Gleaner.Trainers.Served;
using Gleaner.Trainers.TrainingApi;
using Gleaner.Trajectories;

namespace Gleaner.Trainers.Kinds;

/// <summary>A chat model behind a server that speaks Tinker's training protocol.</summary>
public sealed class TinkerStudentKind : StudentKind<TinkerStudentConfig>
{
    /// <inheritdoc/>
    public override string Name => "tinker";

    /// <inheritdoc/>
    public override string Summary => "A chat model behind a server of Tinker's training protocol, sampled and trained there by token ids.";

    /// <inheritdoc/>
    public override TinkerStudentConfig Read(SectionReader reader) => new(ReadStudent(reader), TinkerServerConfig.Read(reader));

    /// <inheritdoc/>
    public override string Describe(TinkerStudentConfig config) => $"{config.Student.Model} behind a training API, adapters of rank {config.Student.Lora.Rank}";

    /// <inheritdoc/>
    public override string Note(TinkerStudentConfig config) =>
        "The student is a chat model behind a training API: what the server does with weights, clipping and α is its own business, and its numbers are not reproducible where it is not.";

    /// <inheritdoc/>
    public override PreparedStudent Prepare(TinkerStudentConfig config, World world)
    {
        ArgumentNullException.ThrowIfNull(config);
        TinkerAccess? open = null;
        var students = new TinkerStudents(
            config.Student, world.Rules, () => open ?? throw new InvalidOperationException("The student's training server is open only while its run is worked on."));
        return PreparedStudent.Of(students) with { Open = context => open = Open(config, context) };
    }

    /// <summary>The folder is there, and the server answers and has the model; nothing is sampled or trained.</summary>
    public override IEnumerable<PreflightCheck> Checks(TinkerStudentConfig config) =>
    [
        new FileCheck("student.folder", config.Student.Folder, isFolder: true),
        .. config.Server.KeyVariable is { } variable ? [new VariableCheck("student.api_key_env", variable)] : Array.Empty<PreflightCheck>(),
        new TinkerServerCheck(config),
        new StudentCheck(world => Prepare(config, world), trains: false),
    ];

    /// <inheritdoc/>
    public override ISequenceRenderer Renderer(TinkerStudentConfig config, World world, IReadOnlyList<Trajectory> trajectories) =>
        new ChatSequences(config.Student.Folder, world.Rules, config.Student.TemplateUse, keepSampledIds: true);

    /// <summary>One episode a worker: none waits for the answers of the others.</summary>
    public override RolloutOptions Adapt(TinkerStudentConfig config, RolloutOptions rollouts) => rollouts with { Workers = config.Server.Parallel, BatchSize = 1 };

    private static TinkerAccess Open(TinkerStudentConfig config, RunContext context)
    {
        var (files, tuning) = (context.Directory.Files, context.Directory.Resolve(StudentAccess.TuningPath));
        var options = config.AccessOptions with
        {
            OnLearnt = (weights, tokens) =>
            {
                var known = TuningFile.Read(files, tuning)?.Models ?? ImmutableSortedDictionary.Create<string, long>(StringComparer.Ordinal);
                new TuningFile(config.Server.Prices.Train, known).With(new TunedModel(weights, tokens)).Write(files, tuning);
            },
        };
        return TinkerAccess.Open(options, files, context.Directory.Path, context.Time);
    }

    private static TinkerStudentOptions ReadStudent(SectionReader reader)
    {
        var defaults = new TinkerStudentOptions { Model = "", Folder = "" };
        var student = defaults with
        {
            Model = reader.Value("model", ValueKind.Text, null, "The base model's name at the server."),
            Folder = reader.Value("folder", ValueKind.Path, null, "A local folder with the model's tokenizer.json and chat template; weights are not needed."),
            Context = reader.Value("context", ValueKind.Integer(128, 1_000_000), $"{defaults.Context}", "Longest sequence in tokens."),
            MaxActionTokens = reader.Value("max_action_tokens", ValueKind.Integer(2, 4096), $"{defaults.MaxActionTokens}", "Most tokens of an action, the end of its turn included."),
        };
        var template = ChatTemplateKeys.Read(reader);
        return student with
        {
            FoldSystemIntoUser = template.FoldSystemIntoUser,
            Thinking = template.Thinking,
            KeepTurns = template.KeepTurns,
            SaveSteps = reader.Unresolved("save_steps", ValueKind.Integer(1, 1_000_000), $"{defaults.SaveSteps}", "Steps between two savings at the server; as many at most are trained (and paid) again where the server loses the model."),
            Lora = reader.Section("lora", ReadLora),
        };
    }

    private static TinkerLora ReadLora(SectionReader reader) => new(reader.Value("rank", ValueKind.Integer(1, 1024), "16", "Rank of the adapters."))
    {
        Alpha = reader.Value("alpha", ValueKind.Number(0, 1e6), "0", "α: adapters are scaled by α / rank. The protocol has no word for it: 0 leaves it to the server (32 as a rule), anything else is sent and understood by Gleaner's server.") is var alpha and > 0 ? alpha : null,
        TrainsAttention = reader.Value("attention", ValueKind.Flag, "true", "Whether attention has adapters."),
        TrainsFeedForward = reader.Value("feed_forward", ValueKind.Flag, "true", "Whether feed-forward blocks have adapters."),
        TrainsHead = reader.Value("head", ValueKind.Flag, "false", "Whether the output head has one, where the server can."),
    };
}

/// <summary>What its section says.</summary>
/// <param name="Student">The student, and how it learns.</param>
/// <param name="Server">Where the server is. It decides no result, so it is not part of a run's identity.</param>
public sealed record TinkerStudentConfig(TinkerStudentOptions Student, [property: JsonIgnore] TinkerServerConfig Server)
{
    /// <summary>The server as it is opened.</summary>
    /// <exception cref="GleanerException">The key's variable is not set.</exception>
    internal TinkerAccessOptions AccessOptions => new(Server.ToOptions(), Student.Model) { Parallel = Server.Parallel, Prices = Server.Prices, Budget = Server.Budget };
}

/// <summary>A training server, and what it costs.</summary>
public sealed record TinkerServerConfig
{
    /// <summary>Base address of the server.</summary>
    public required Uri Address { get; init; }

    /// <summary>The environment variable that holds the key; null for a server without one.</summary>
    public string? KeyVariable { get; init; }

    /// <summary>Sequences sampled at once.</summary>
    public int Parallel { get; init; } = 32;

    /// <summary>Repetitions of a request that failed in passing.</summary>
    public int Retries { get; init; } = 6;

    /// <summary>Wait before the first repetition.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Time-out of one attempt.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(120);

    /// <summary>Prices of tokens.</summary>
    public TrainingPrices Prices { get; init; } = TrainingPrices.Free;

    /// <summary>Limits of what may be spent.</summary>
    public BudgetLimits Budget { get; init; } = BudgetLimits.None;

    internal static TinkerServerConfig Read(SectionReader reader) => new()
    {
        Address = reader.Unresolved("endpoint", EndpointConfig.Url, null, "Base address of the server: `gleaner serve model`, SkyRL, hosted Tinker."),
        KeyVariable = reader.Unresolved("api_key_env", EndpointConfig.Variable, "", "The environment variable that holds the key; a key itself never stands in a configuration. Empty for a server without keys."),
        Parallel = reader.Unresolved("parallel", ValueKind.Integer(1, 10_000), "32", "Sequences sampled, and so episodes open, at once."),
        Retries = reader.Unresolved("retries", ValueKind.Integer(0, 100), "6", "Repetitions of a request after time-outs, lost connections, 429 and 5xx; waits double, with jitter, up to 60 s, and keep to Retry-After."),
        RetryDelay = TimeSpan.FromSeconds(reader.Unresolved("retry_seconds", ValueKind.Number(0, 3600), "1", "Wait before the first repetition.")),
        Timeout = TimeSpan.FromSeconds(reader.Unresolved("timeout_seconds", ValueKind.Number(0.1, 86_000), "120", "Time-out of one attempt.")),
        Prices = reader.Section("prices", ReadPrices),
        Budget = reader.Section("budget", EndpointConfig.ReadBudget),
    };

    internal TinkerOptions ToOptions() => new()
    {
        Address = Address,
        Key = EndpointAccess.KeyOf(KeyVariable),
        Retries = Retries,
        RetryDelay = RetryDelay,
        Timeout = Timeout,
    };

    private static TrainingPrices ReadPrices(SectionReader reader) => new(
        reader.Unresolved("prompt", EndpointConfig.Money, "0", "Price of a million tokens of prompts, in any currency."),
        reader.Unresolved("sample", EndpointConfig.Money, "0", "Price of a million sampled tokens."),
        reader.Unresolved("train", EndpointConfig.Money, "0", "Price of a million trained tokens: all of a sequence, masked ones too."));
}

/// <summary>Whether a training server answers and has the model.</summary>
internal sealed class TinkerServerCheck(TinkerStudentConfig config) : PreflightCheck
{
    public override string Id => "training server";

    public override string Title => "student's training server";

    public override bool NeedsWorld => false;

    public override async Task<PreflightResult> RunAsync(PreflightContext context, CancellationToken cancellationToken)
    {
        using var client = new TinkerClient(config.Server.ToOptions() with { Retries = 0 }, context.Options.Clock);
        if (!await client.IsHealthyAsync(cancellationToken).ConfigureAwait(false))
        {
            return PreflightResult.Failed($"{config.Server.Address} says that it is not well");
        }

        var models = await client.BaseModelsAsync(cancellationToken).ConfigureAwait(false);
        var found = models.FirstOrDefault(model => model.Name == config.Student.Model);
        return found is null ? PreflightResult.Failed($"{config.Server.Address} does not serve {config.Student.Model}", $"It serves {string.Join(", ", models.Select(model => model.Name).Take(10))}: set 'model' to one of them.")
            : found.MaxContext < config.Student.Context
                ? PreflightResult.Warning(string.Create(CultureInfo.InvariantCulture, $"{found.Name} takes {found.MaxContext} tokens at {config.Server.Address}"), $"Lower 'context' to {found.MaxContext}.")
            : PreflightResult.Ok($"{config.Student.Model} is served at {config.Server.Address}");
    }
}
