namespace Gleaner.Viewer.Index;

/// <summary>The tables. A file of another version is made anew.</summary>
internal static class IndexSchema
{
    /// <summary>Goes up with every change of the tables or of what is put into them.</summary>
    public const int Version = 4;

    /// <summary>The stop reasons that say nothing about a policy, as SQL: those that <c>StopReason.IsOfThePolicy</c> is false of.</summary>
    public const string WithoutOutcome = "(3, 5, 6, 7)";

    /// <summary>
    /// What rollouts are sorted and looked up by. Made once the run's files are in: kept up while a million rollouts come in, they would cost more than all the
    /// rest. Searches do without as long as they are not there.
    /// </summary>
    public static IReadOnlyList<string> Orders { get; } =
    [
        $"CREATE INDEX IF NOT EXISTS {ByReturn} ON rollouts(ret DESC)",
        $"CREATE INDEX IF NOT EXISTS {BySteps} ON rollouts(steps DESC)",
        $"CREATE INDEX IF NOT EXISTS {ByTokens} ON rollouts(tokens DESC)",
        $"CREATE INDEX IF NOT EXISTS {ByLogProbability} ON rollouts(logp)",
    ];

    // Words are sorted in memory up to this size before they are written: what is written in small pieces is read and merged again and again.
    private const string WordBytes = "8388608";

    public const string ByReturn = "rollouts_by_return";
    public const string BySteps = "rollouts_by_steps";
    public const string ByTokens = "rollouts_by_tokens";
    public const string ByLogProbability = "rollouts_by_logp";

    /// <summary>The rollouts of a task.</summary>
    public const string OfTask = "rollouts_of_task";

    /// <summary>The words of the texts, in a connection's own schema.</summary>
    public const string Words = "CREATE VIRTUAL TABLE temp.words USING fts5vocab(main, texts, instance)";

    // Texts are kept as an inverted index alone: what they say is read from the run's own files.
    public const string Create =
        $"""
        CREATE TABLE meta(name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
        CREATE TABLE files(
          n INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, path TEXT NOT NULL, head TEXT NOT NULL, offset INTEGER NOT NULL, lines INTEGER NOT NULL,
          kind INTEGER NOT NULL, track INTEGER NOT NULL, iteration INTEGER NOT NULL, split TEXT NOT NULL, expert TEXT NOT NULL,
          rollouts INTEGER NOT NULL DEFAULT 0, attempts INTEGER NOT NULL DEFAULT 0, first INTEGER, last INTEGER);
        CREATE TABLE damaged(file INTEGER NOT NULL, line INTEGER NOT NULL, problem TEXT NOT NULL);
        CREATE TABLE tracks(n INTEGER PRIMARY KEY, folder TEXT NOT NULL UNIQUE, method TEXT NOT NULL, seed TEXT NOT NULL);
        CREATE TABLE tasks(n INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, slug TEXT NOT NULL UNIQUE, text TEXT NOT NULL, place INTEGER NOT NULL);
        CREATE TABLE rollouts(
          n INTEGER PRIMARY KEY, id INTEGER NOT NULL, kind INTEGER NOT NULL, file INTEGER NOT NULL, offset INTEGER NOT NULL, length INTEGER NOT NULL,
          task INTEGER NOT NULL, track INTEGER NOT NULL, iteration INTEGER NOT NULL, split TEXT NOT NULL, expert TEXT NOT NULL,
          trunk TEXT, step INTEGER NOT NULL, attempt INTEGER NOT NULL, ret REAL NOT NULL, won INTEGER NOT NULL, stop INTEGER NOT NULL,
          steps INTEGER NOT NULL, tokens INTEGER NOT NULL, logp REAL);
        CREATE UNIQUE INDEX rollout_ids ON rollouts(id);
        CREATE INDEX rollouts_of_task ON rollouts(task, track, iteration);
        CREATE INDEX rollouts_without_outcome ON rollouts(stop) WHERE stop IN {WithoutOutcome};
        CREATE VIRTUAL TABLE texts USING fts5(actions, thoughts, observations, content='', contentless_delete=1, tokenize='unicode61');
        INSERT INTO texts(texts, rank) VALUES('hashsize', {WordBytes});
        CREATE TABLE outcomes(
          split TEXT NOT NULL, track INTEGER NOT NULL, iteration INTEGER NOT NULL, expert TEXT NOT NULL, task INTEGER NOT NULL,
          attempts INTEGER NOT NULL, wins INTEGER NOT NULL, starts INTEGER NOT NULL, start_wins INTEGER NOT NULL, PRIMARY KEY(split, track, iteration, expert, task)) WITHOUT ROWID;
        CREATE TABLE examples(track INTEGER NOT NULL, iteration INTEGER NOT NULL, task INTEGER NOT NULL, kind INTEGER NOT NULL, file INTEGER NOT NULL, offset INTEGER NOT NULL, length INTEGER NOT NULL);
        CREATE INDEX examples_of_task ON examples(task, track, iteration);
        CREATE INDEX examples_of_file ON examples(file);
        """;
}
