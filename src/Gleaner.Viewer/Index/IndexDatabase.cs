using System.Globalization;
using Microsoft.Data.Sqlite;

namespace Gleaner.Viewer.Index;

/// <summary>
/// A connection to an index. One at a time uses it. What is added goes over one connection and what pages ask over another, which sees what
/// was there before a batch or after it, so that pages are served while the index is still being built.
/// </summary>
internal sealed class IndexDatabase : IDisposable
{
    private const int BusyTimeoutMilliseconds = 5_000;

    private readonly SqliteConnection _connection;
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly Dictionary<string, SqliteCommand> _prepared = new(StringComparer.Ordinal);
    private readonly Dictionary<string, IndexStatement> _statements = new(StringComparer.Ordinal);

    private bool _isAtomic;
    private bool _isBegun;

    private IndexDatabase(SqliteConnection connection, string? problem)
    {
        _connection = connection;
        Problem = problem;
    }

    /// <summary>Why the index is not kept beside the run; null if it is.</summary>
    public string? Problem { get; }

    /// <summary>Opens the index in a file, made anew if it is another version's or another run's; where the file cannot be written, one that goes when it is closed.</summary>
    /// <param name="path">The file, absolute.</param>
    /// <param name="identity">What must not change: of the run that the index is of.</param>
    public static IndexDatabase Open(string path, string identity)
    {
        SqliteConnection? connection = null;
        try
        {
            connection = Connect(path);
            Prepare(connection, identity);
            return new IndexDatabase(connection, problem: null);
        }
        catch (SqliteException exception)
        {
            connection?.Dispose();
            // An empty name is SQLite's for a temporary file of its own.
            var temporary = Connect("");
            Prepare(temporary, identity);
            return new IndexDatabase(temporary, $"The index cannot be kept beside the run ({exception.Message}); it is built again each time the viewer starts.");
        }
    }

    /// <summary>Another connection to the same index, which only reads; this one where the index is in no file.</summary>
    public IndexDatabase OpenReader()
    {
        if (Problem is not null)
        {
            return this;
        }

        try
        {
            var connection = Connect(_connection.DataSource);
            Run(connection, "PRAGMA query_only=1");
            return new IndexDatabase(connection, problem: null);
        }
        catch (SqliteException)
        {
            return this;
        }
    }

    /// <summary>Does something with the connection when it is this caller's turn.</summary>
    public async Task<T> UseAsync<T>(Func<IndexDatabase, T> use, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return use(this);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Does several things as a whole or not at all, each in a turn of its own.</summary>
    public async Task AtomicallyAsync(Func<Task> act)
    {
        await UseAsync(_ => Execute("BEGIN IMMEDIATE"), CancellationToken.None).ConfigureAwait(false);
        _isAtomic = true;
        try
        {
            await act().ConfigureAwait(false);
            await UseAsync(_ => Execute("COMMIT"), CancellationToken.None).ConfigureAwait(false);
        }
        catch
        {
            await UseAsync(_ => Execute("ROLLBACK"), CancellationToken.None).ConfigureAwait(false);
            throw;
        }
        finally
        {
            _isAtomic = false;
        }
    }

    /// <summary>Does something as a whole or not at all.</summary>
    public void Atomically(Action act)
    {
        Begin();
        try
        {
            act();
            Commit();
        }
        catch
        {
            Rollback();
            throw;
        }
    }

    /// <summary>Begins a transaction that lasts until <see cref="Commit"/> or <see cref="Rollback"/>, unless one has begun.</summary>
    public void Begin()
    {
        if (!_isAtomic && !_isBegun)
        {
            Execute("BEGIN IMMEDIATE");
            _isBegun = true;
        }
    }

    /// <summary>Keeps what was done since <see cref="Begin"/>. Failing, it leaves the transaction open, which is to be taken back.</summary>
    /// <returns>Whether a transaction ended; not inside another one.</returns>
    public bool Commit()
    {
        if (!_isBegun)
        {
            return false;
        }

        Execute("COMMIT");
        _isBegun = false;
        return true;
    }

    /// <summary>Takes back what was done since <see cref="Begin"/>.</summary>
    /// <inheritdoc cref="Commit"/>
    public bool Rollback()
    {
        if (!_isBegun)
        {
            return false;
        }

        _isBegun = false;
        Execute("ROLLBACK");
        return true;
    }

    /// <summary>A statement with its parameters @0, @1, …; kept prepared.</summary>
    public SqliteCommand Command(string sql, params ReadOnlySpan<object?> parameters)
    {
        if (!_prepared.TryGetValue(sql, out var command))
        {
            // Statements are a few dozen; those of searches vary, and are not kept for ever.
            if (_prepared.Count > 200)
            {
                ClearPrepared();
            }

            command = _connection.CreateCommand();
            command.CommandText = sql;
            _prepared[sql] = command;
        }

        // Queries hand on all parameters that they have, of which a statement needs some.
        for (var i = command.Parameters.Count; i < parameters.Length; i++)
        {
            command.Parameters.AddWithValue(string.Create(CultureInfo.InvariantCulture, $"@{i}"), null);
        }

        for (var i = 0; i < parameters.Length; i++)
        {
            command.Parameters[i].Value = parameters[i] ?? DBNull.Value;
        }

        return command;
    }

    /// <summary>A statement with parameters by place, for what is done for every rollout; kept prepared.</summary>
    public IndexStatement Statement(string sql)
    {
        if (!_statements.TryGetValue(sql, out var statement))
        {
            _statements[sql] = statement = new IndexStatement(_connection, sql);
        }

        return statement;
    }

    public int Execute(string sql, params ReadOnlySpan<object?> parameters) => Command(sql, parameters).ExecuteNonQuery();

    public long Long(string sql, params ReadOnlySpan<object?> parameters) =>
        Command(sql, parameters).ExecuteScalar() is long number ? number : 0;

    public List<T> Rows<T>(Func<SqliteDataReader, T> read, string sql, params ReadOnlySpan<object?> parameters)
    {
        using var reader = Command(sql, parameters).ExecuteReader();
        var rows = new List<T>();
        while (reader.Read())
        {
            rows.Add(read(reader));
        }

        return rows;
    }

    public void Dispose()
    {
        ClearPrepared();
        foreach (var statement in _statements.Values)
        {
            statement.Dispose();
        }

        _connection.Dispose();
        _turn.Dispose();
    }

    private void ClearPrepared()
    {
        foreach (var command in _prepared.Values)
        {
            command.Dispose();
        }

        _prepared.Clear();
    }

    private static SqliteConnection Connect(string path)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = path,
            Pooling = false,
            Mode = SqliteOpenMode.ReadWriteCreate,
        }.ToString());
        connection.Open();
        // The index can always be made again, so a power failure may cost it its last batches, but never its consistency (WAL).
        Run(connection, string.Create(CultureInfo.InvariantCulture, $"PRAGMA busy_timeout={BusyTimeoutMilliseconds}; PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA wal_autocheckpoint=8000; PRAGMA temp_store=MEMORY; PRAGMA cache_size=-65536;"));
        Run(connection, IndexSchema.Words);
        return connection;
    }

    private static void Prepare(SqliteConnection connection, string identity)
    {
        var found = IsThere(connection) ? Identity(connection) : null;
        if (found == Expected(identity))
        {
            return;
        }

        using var transaction = connection.BeginTransaction(deferred: false);
        using (var tables = connection.CreateCommand())
        {
            tables.CommandText = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE 'texts\\_%' ESCAPE '\\'";
            var names = new List<string>();
            using (var reader = tables.ExecuteReader())
            {
                while (reader.Read())
                {
                    names.Add(reader.GetString(0));
                }
            }

            foreach (var name in names)
            {
                Run(connection, $"DROP TABLE \"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"");
            }
        }

        Run(connection, IndexSchema.Create);
        using var insert = connection.CreateCommand();
        insert.CommandText = "INSERT INTO meta VALUES('identity', @0)";
        insert.Parameters.AddWithValue("@0", Expected(identity));
        insert.ExecuteNonQuery();
        transaction.Commit();
    }

    private static string Expected(string identity) => string.Create(CultureInfo.InvariantCulture, $"{IndexSchema.Version}|{identity}");

    private static bool IsThere(SqliteConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT count(*) FROM sqlite_schema WHERE name = 'meta'";
        return command.ExecuteScalar() is long and > 0;
    }

    private static string? Identity(SqliteConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT value FROM meta WHERE name = 'identity'";
        return command.ExecuteScalar() as string;
    }

    private static void Run(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
