using System.Security.Cryptography;
using Gleaner.Cluster.Connecting;
using Gleaner.Runs;
using NATS.Client.ObjectStore;

namespace Gleaner.Cluster.Archives;

/// <summary>What is too large for a message, in the servers' object store under the hash of its content.</summary>
/// <param name="link">The connection.</param>
/// <param name="files">How local files are reached.</param>
/// <param name="largest">The most bytes that are taken or fetched at once.</param>
internal sealed class ArchiveStore(NatsLink link, IRunFiles files, long largest)
{
    /// <summary>Puts files there unless they are there already.</summary>
    /// <param name="folder">Where they are, absolute.</param>
    /// <param name="names">Their paths under it.</param>
    /// <param name="temporary">A file that may be written meanwhile, absolute; it is deleted.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <returns>The hash under which they are found.</returns>
    public async Task<string> PutAsync(string folder, IReadOnlyCollection<string> names, string temporary, CancellationToken cancellationToken)
    {
        var hash = FolderArchive.HashOf(files, folder, names);
        if (await HasAsync(hash, cancellationToken).ConfigureAwait(false))
        {
            return hash;
        }

        files.Write(temporary, stream => FolderArchive.Write(files, folder, names, stream));
        try
        {
            await link.AskAsync("store a checkpoint", async token =>
            {
                var store = await StoreAsync(token).ConfigureAwait(false);
                using var content = files.OpenRead(temporary);
                Require(content.Length);
                await store.PutAsync(hash, content, leaveOpen: true, token).ConfigureAwait(false);
            }, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            files.Delete(temporary);
        }

        return hash;
    }

    /// <summary>Puts bytes there.</summary>
    public async Task<string> PutAsync(byte[] content, CancellationToken cancellationToken)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(content));
        await link.AskAsync("store a large message", async token =>
        {
            var store = await StoreAsync(token).ConfigureAwait(false);
            await store.PutAsync(hash, new MemoryStream(content), leaveOpen: false, token).ConfigureAwait(false);
        }, cancellationToken).ConfigureAwait(false);
        return hash;
    }

    /// <summary>Fetches bytes.</summary>
    /// <exception cref="GleanerException">They are too many, or not those that were asked for.</exception>
    public async Task<byte[]> GetAsync(string hash, CancellationToken cancellationToken)
    {
        var content = await link.AskAsync("fetch a large message", async token =>
        {
            var store = await StoreAsync(token).ConfigureAwait(false);
            Require((long)(await store.GetInfoAsync(hash, false, token).ConfigureAwait(false)).Size);
            return await store.GetBytesAsync(hash, token).ConfigureAwait(false);
        }, cancellationToken).ConfigureAwait(false);
        return Convert.ToHexStringLower(SHA256.HashData(content)) == hash ? content : throw Other(hash);
    }

    /// <summary>Fetches files into a folder, which appears as a whole.</summary>
    /// <param name="hash">The hash that <see cref="PutAsync(string, IReadOnlyCollection{string}, string, CancellationToken)"/> gave.</param>
    /// <param name="folder">The folder, absolute; there must be nothing.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <exception cref="GleanerException">They are too large, or not those that were asked for.</exception>
    public async Task FetchAsync(string hash, string folder, CancellationToken cancellationToken)
    {
        var temporary = $"{folder}.tar";
        await link.AskAsync("fetch a checkpoint", async token =>
        {
            var store = await StoreAsync(token).ConfigureAwait(false);
            Require((long)(await store.GetInfoAsync(hash, false, token).ConfigureAwait(false)).Size);
            // The file is written by a synchronous room; the store fills it asynchronously.
            await Task.Run(() => files.Write(temporary, stream => store.GetAsync(hash, stream, leaveOpen: true, token).AsTask().GetAwaiter().GetResult()), token).ConfigureAwait(false);
        }, cancellationToken).ConfigureAwait(false);
        try
        {
            using var content = files.OpenRead(temporary);
            if (Convert.ToHexStringLower(await SHA256.HashDataAsync(content, cancellationToken).ConfigureAwait(false)) != hash)
            {
                throw Other(hash);
            }

            content.Position = 0;
            FolderArchive.Extract(content, files, folder);
        }
        finally
        {
            files.Delete(temporary);
        }
    }

    /// <summary>Deletes what is there under a hash; nothing if nothing is.</summary>
    public async Task DeleteAsync(string hash, CancellationToken cancellationToken)
    {
        try
        {
            var store = await StoreAsync(cancellationToken).ConfigureAwait(false);
            await store.DeleteAsync(hash, cancellationToken).ConfigureAwait(false);
        }
        catch (NatsObjException)
        {
            // It has gone already.
        }
    }

    private Task<bool> HasAsync(string hash, CancellationToken cancellationToken) => link.AskAsync("look for a checkpoint", async token =>
    {
        try
        {
            var store = await StoreAsync(token).ConfigureAwait(false);
            await store.GetInfoAsync(hash, false, token).ConfigureAwait(false);
            return true;
        }
        catch (NatsObjNotFoundException)
        {
            return false;
        }
    }, cancellationToken);

    private async Task<INatsObjStore> StoreAsync(CancellationToken cancellationToken) =>
        await link.Archives.GetObjectStoreAsync(Subjects.ArchiveBucket, cancellationToken).ConfigureAwait(false);

    private void Require(long bytes)
    {
        if (bytes > largest)
        {
            throw new GleanerException($"A checkpoint has {bytes} bytes packed; at most {largest} travel between machines.");
        }
    }

    private static GleanerException Other(string hash) => new($"What the object store holds as {hash} has another hash: it is damaged, or somebody changed it.");
}
