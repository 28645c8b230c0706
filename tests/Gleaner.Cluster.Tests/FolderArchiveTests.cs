using System.Formats.Tar;
using Gleaner.Cluster.Archives;
using Gleaner.Cluster.Connecting;
using Gleaner.Runs;

namespace Gleaner.Cluster.Tests;

/// <summary>Checkpoints on their way between machines.</summary>
public sealed class FolderArchiveTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly DiskRunFiles _files = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_same_files_give_the_same_hash_whenever_and_wherever_they_were_written()
    {
        Write("a", 1);
        Write("b", 1);
        Directory.SetLastWriteTimeUtc(_folder.File("b"), DateTime.UnixEpoch);
        File.SetLastWriteTimeUtc(_folder.File("b", "model.bin"), DateTime.UnixEpoch);
        Write("c", 2);

        HashOf("a").ShouldBe(HashOf("b"));
        HashOf("c").ShouldNotBe(HashOf("a"));
    }

    [Theory]
    [InlineData("../outside")]
    [InlineData("/tmp/outside")]
    [InlineData("a/../../outside")]
    public void What_would_be_written_outside_is_refused(string name)
    {
        using var archive = new MemoryStream();
        using (var tar = new TarWriter(archive, TarEntryFormat.Ustar, leaveOpen: true))
        {
            tar.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream([1]) });
        }

        archive.Position = 0;
        Should.Throw<GleanerException>(() => FolderArchive.Extract(archive, _files, _folder.File("target"))).Message.ShouldContain("no file that belongs there");
        File.Exists(_folder.File("outside")).ShouldBeFalse();
    }

    [Fact]
    public async Task A_folder_comes_back_as_it_was_and_one_that_was_changed_on_the_way_is_refused()
    {
        using var server = await NatsServer.StartAsync();
        await using var link = await NatsLink.OpenAsync(RunTests.Options(server), "test", _ => { }, TestContext.Current.CancellationToken);
        var store = new ArchiveStore(link, _files, largest: 1 << 20);
        Write("a", 1);

        var hash = await store.PutAsync(_folder.File("a"), _files.FilesIn(_folder.File("a")), _folder.File("upload"), TestContext.Current.CancellationToken);
        await store.FetchAsync(hash, _folder.File("b"), TestContext.Current.CancellationToken);
        HashOf("b").ShouldBe(HashOf("a"));
        _files.FilesIn(_folder.Path).ShouldNotContain("upload");

        var objects = await link.Archives.GetObjectStoreAsync(Subjects.ArchiveBucket, TestContext.Current.CancellationToken);
        await objects.PutAsync(hash, [1, 2, 3], TestContext.Current.CancellationToken);
        (await Should.ThrowAsync<GleanerException>(() => store.FetchAsync(hash, _folder.File("c"), TestContext.Current.CancellationToken))).Message.ShouldContain("has another hash");
        Directory.Exists(_folder.File("c")).ShouldBeFalse();

        var small = new ArchiveStore(link, _files, largest: 2);
        (await Should.ThrowAsync<GleanerException>(() => small.FetchAsync(hash, _folder.File("c"), TestContext.Current.CancellationToken))).Message.ShouldContain("at most 2 travel");
    }

    private void Write(string folder, byte content)
    {
        Directory.CreateDirectory(_folder.File(folder, "sub"));
        File.WriteAllBytes(_folder.File(folder, "model.bin"), [content, 2, 3]);
        File.WriteAllText(_folder.File(folder, "sub", "note.json"), "{}");
    }

    private string HashOf(string folder) => FolderArchive.HashOf(_files, _folder.File(folder), _files.FilesIn(_folder.File(folder)));
}
