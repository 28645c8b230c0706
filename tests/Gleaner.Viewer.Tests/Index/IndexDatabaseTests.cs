using Gleaner.Viewer.Index;
using Microsoft.Data.Sqlite;

namespace Gleaner.Viewer.Tests.Index;

public sealed class IndexDatabaseTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_transaction_that_cannot_be_kept_is_taken_back_and_the_next_one_begins()
    {
        using var index = IndexDatabase.Open(_folder.File("index.sqlite"), "run");
        index.Execute("PRAGMA foreign_keys = ON");
        index.Execute("CREATE TABLE parents(n INTEGER PRIMARY KEY)");
        index.Execute("CREATE TABLE children(parent INTEGER REFERENCES parents(n) DEFERRABLE INITIALLY DEFERRED)");

        // A reference to nothing is found when the transaction is to be kept.
        Should.Throw<SqliteException>(() => index.Atomically(() => index.Execute("INSERT INTO children VALUES(1)")));
        index.Long("SELECT count(*) FROM children").ShouldBe(0);

        index.Atomically(() => index.Execute("INSERT INTO parents VALUES(1)"));
        index.Long("SELECT count(*) FROM parents").ShouldBe(1);
        index.Commit().ShouldBeFalse();
        index.Rollback().ShouldBeFalse();
    }
}
