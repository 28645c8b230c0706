using Gleaner.Endpoints.Agents;
using Gleaner.Experiments;
using Gleaner.Experiments.Configuration;
using OwnAgent;

namespace FormAgent;

/// <summary>The forms of examples/OwnAgent as an environment of the gleaner command.</summary>
public sealed class FormKind : EnvironmentKind<FormConfig>
{
    private const string All = "forms";
    private const string Rules =
        "You fill in a form by calling tools, one call a turn, written as name{\"argument\": \"value\"}: turn{\"page\"}, write{\"field\", \"value\"}, sign{}, send{}.";

    /// <inheritdoc/>
    public override string Name => "form";

    /// <inheritdoc/>
    public override string Summary => "A form is filled in by tools, signed and sent.";

    /// <inheritdoc/>
    public override FormConfig Read(SectionReader reader) => new(ReadMaxTurns(reader, 8));

    /// <inheritdoc/>
    public override string Describe(FormConfig config) => "forms";

    /// <inheritdoc/>
    public override int MaxTurns(FormConfig config) => config.MaxTurns;

    /// <inheritdoc/>
    public override TaskPlan DefaultTasks(FormConfig config) => new(new TaskRange(All, 24, 48), new TaskRange(All, 12, 2), new TaskRange(All, 0, 12), Disjoint: 0);

    /// <inheritdoc/>
    public override ValueTask<World> OpenAsync(FormConfig config, WorldSetting setting, CancellationToken cancellationToken)
    {
        // Every name, course and car occurs in each split.
        var tasks = Form.Tasks.Select((task, i) => (Task: task, Place: i * 29 % Form.Tasks.Length)).OrderBy(item => item.Place).Select(item => item.Task);
        return new(World.Of(new ToolEnvironment("form", Form.Tasks, task => new Form(task)), Rules, (All, tasks)));
    }
}

/// <summary>What its section says.</summary>
/// <param name="MaxTurns">Limit of calls.</param>
public sealed record FormConfig(int MaxTurns);

/// <summary>The scripted clerk, who forgets to sign forms with parking.</summary>
public sealed class ClerkKind : ExpertKind<ClerkConfig>
{
    /// <inheritdoc/>
    public override string Name => "simulated-clerk";

    /// <inheritdoc/>
    public override string Summary => "In form, a script that forgets to sign where there is parking.";

    /// <inheritdoc/>
    public override string OnlyIn => "form";

    /// <inheritdoc/>
    public override ClerkConfig Read(SectionReader reader) => new(ReadName(reader, Name));

    /// <inheritdoc/>
    public override string Describe(ClerkConfig config) => "A script that forgets to sign some forms.";

    /// <inheritdoc/>
    public override bool? IsSimulated(ClerkConfig config) => true;

    /// <inheritdoc/>
    public override IExpert Create(ClerkConfig config, World world, int maxTurns) =>
        new PolicyExpert(new ToolPolicy(config.Name, new HastyClerk(), (ToolEnvironment)world.Environment), default);
}

/// <summary>What its section says.</summary>
/// <param name="Name">Its name in tables.</param>
public sealed record ClerkConfig(string Name) : ExpertConfig(Name);
