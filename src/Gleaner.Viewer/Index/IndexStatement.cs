using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Gleaner.Viewer.Index;

/// <summary>
/// A statement that is run for every rollout, or that reads a row for every task: prepared once, its parameters bound by place and texts as the bytes that were
/// read. ADO.NET looks parameters up by name and makes objects of them each time, which costs as much as the statement itself.
/// </summary>
internal sealed class IndexStatement : IDisposable
{
    private readonly sqlite3 _database;
    private readonly sqlite3_stmt _statement;

    /// <exception cref="SqliteException">The statement is none.</exception>
    public IndexStatement(SqliteConnection connection, string sql)
    {
        _database = connection.Handle ?? throw new InvalidOperationException("The connection is closed.");
        Check(raw.sqlite3_prepare_v2(_database, sql, out _statement));
    }

    /// <summary>The row that was added last.</summary>
    public long LastRow => raw.sqlite3_last_insert_rowid(_database);

    /// <summary>Binds a parameter, from 1.</summary>
    public void Bind(int place, long value) => Check(raw.sqlite3_bind_int64(_statement, place, value));

    /// <inheritdoc cref="Bind(int, long)"/>
    public void Bind(int place, double? value) => Check(value is { } number ? raw.sqlite3_bind_double(_statement, place, number) : raw.sqlite3_bind_null(_statement, place));

    /// <inheritdoc cref="Bind(int, long)"/>
    public void Bind(int place, string? value) => Check(value is null ? raw.sqlite3_bind_null(_statement, place) : raw.sqlite3_bind_text(_statement, place, value));

    /// <summary>Binds UTF-8. No bytes would be taken for NULL.</summary>
    public void Bind(int place, ReadOnlySpan<byte> value) => Check(value.IsEmpty ? raw.sqlite3_bind_text(_statement, place, "") : raw.sqlite3_bind_text(_statement, place, value));

    /// <summary>Runs it with what is bound.</summary>
    /// <returns>Rows that it changed.</returns>
    /// <exception cref="SqliteException">It failed.</exception>
    public int Run()
    {
        var code = raw.sqlite3_step(_statement);
        raw.sqlite3_reset(_statement);
        if (code != raw.SQLITE_DONE)
        {
            Check(code);
        }

        return raw.sqlite3_changes(_database);
    }

    /// <summary>Runs a query with what is bound, and hands on its rows one by one; their columns are asked for with <see cref="Integer"/>.</summary>
    /// <exception cref="SqliteException">It failed.</exception>
    public void Read(Action<IndexStatement> take)
    {
        try
        {
            int code;
            while ((code = raw.sqlite3_step(_statement)) == raw.SQLITE_ROW)
            {
                take(this);
            }

            if (code != raw.SQLITE_DONE)
            {
                Check(code);
            }
        }
        finally
        {
            // A query that is not at its end holds on to the state that it reads.
            raw.sqlite3_reset(_statement);
        }
    }

    /// <summary>A column of the row that is being read, from 0.</summary>
    public int Integer(int column) => raw.sqlite3_column_int(_statement, column);

    public void Dispose() => _statement.Dispose();

    private void Check(int code)
    {
        if (code != raw.SQLITE_OK)
        {
            throw new SqliteException(raw.sqlite3_errmsg(_database).utf8_to_string(), code);
        }
    }
}
