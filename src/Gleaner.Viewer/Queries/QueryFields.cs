using Gleaner.Viewer.Index;

namespace Gleaner.Viewer.Queries;

/// <summary>What a field of the query language is compared as.</summary>
internal enum FieldKind
{
    /// <summary>Words in the texts of a rollout.</summary>
    Words,

    /// <summary>A number.</summary>
    Number,

    /// <summary>A name, compared whole.</summary>
    Name,

    /// <summary><c>yes</c> or <c>no</c>.</summary>
    YesNo,
}

/// <summary>A field of the query language.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Kind">What it is compared as.</param>
/// <param name="Sql">The column, or what words are looked up in.</param>
/// <param name="Meaning">What it is, for completion and help.</param>
internal sealed record QueryField(string Name, FieldKind Kind, string Sql, string Meaning)
{
    /// <summary>Whether it is the same for all rollouts of a stage.</summary>
    public bool IsOfStage { get; private init; }

    /// <summary>The index by which its values are found; null if there is none.</summary>
    public string? Index { get; private init; }

    /// <summary>All fields, in the order in which completion offers them.</summary>
    public static IReadOnlyList<QueryField> All { get; } =
    [
        new("action", FieldKind.Words, "actions", "words of an action"),
        new("thought", FieldKind.Words, "thoughts", "words of a thought"),
        new("saw", FieldKind.Words, "observations", "words of an observation (experts' runs, and runs that keep texts)"),
        new("instruction", FieldKind.Words, "", "words of the task") { Index = IndexSchema.OfTask },
        new("task", FieldKind.Name, "", "a task's id, or its end") { Index = IndexSchema.OfTask },
        new("won", FieldKind.YesNo, "r.won", "yes or no"),
        new("return", FieldKind.Number, "r.ret", "the return, such as return>=0.5") { Index = IndexSchema.ByReturn },
        new("steps", FieldKind.Number, "r.steps", "its own actions") { Index = IndexSchema.BySteps },
        new("tokens", FieldKind.Number, "r.tokens", "tokens sampled") { Index = IndexSchema.ByTokens },
        new("logp", FieldKind.Number, "r.logp", "the log-probability, in nats") { Index = IndexSchema.ByLogProbability },
        new("stop", FieldKind.Name, "r.stop", "why it ended"),
        new("kind", FieldKind.Name, "r.kind", "expert, exploration or evaluation") { IsOfStage = true },
        new("method", FieldKind.Name, "t.method", "the method's name") { IsOfStage = true },
        new("seed", FieldKind.Number, "CAST(t.seed AS REAL)", "the seed") { IsOfStage = true },
        new("iteration", FieldKind.Number, "r.iteration", "the iteration, from 1") { IsOfStage = true },
        new("split", FieldKind.Name, "r.split", "the split that it was evaluated on") { IsOfStage = true },
        new("expert", FieldKind.Name, "r.expert", "the expert that played") { IsOfStage = true },
        new("trunk", FieldKind.Name, "r.trunk", "the trunk that it starts on"),
        new("start", FieldKind.Number, "r.step", "the trunk's actions before its start; 0 for s0"),
    ];

    public static QueryField? Find(string name) => All.FirstOrDefault(field => field.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
}
