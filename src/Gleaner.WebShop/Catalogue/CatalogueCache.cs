using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Gleaner.IO;
using Gleaner.WebShop.Storage;

namespace Gleaner.WebShop.Catalogue;

/// <summary>
/// Keeps a catalogue as it was read beside it or in a folder of the user's. A store is used if the catalogue's files are those that it
/// was made of and all its bytes are whole; otherwise it is made again.
/// </summary>
/// <param name="folder">The catalogue's folder.</param>
/// <param name="files">Its files.</param>
/// <param name="options">How it is read.</param>
internal sealed class CatalogueCache(string folder, CatalogueFileSet files, CatalogueOptions options)
{
    private const string FolderName = "gleaner-cache";

    /// <summary>The stored products, read from the catalogue's files first if need be; null if nothing can be kept, which is said.</summary>
    /// <exception cref="CatalogueException">The catalogue cannot be read, or another process is making its store.</exception>
    internal StoredProducts? TryOpen()
    {
        var path = Path.Combine(options.CacheFolder ?? Path.Combine(folder, FolderName), FileName());
        try
        {
            return TryOpenStore(path) ?? Make(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or StoreException)
        {
            if (IsBeingWritten(path))
            {
                throw new CatalogueException($"{path}: another process is making this cache of the catalogue; start again when it is there.", e);
            }

            options.Report($"{path}: the catalogue cannot be kept there ({e.Message}); it is read into memory. Name a folder that can be written to keep it.");
            return null;
        }
    }

    // One store for each way of reading a catalogue; in a folder of the user's, catalogues of the same name from different places.
    private string FileName()
    {
        var whole = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        var place = options.CacheFolder is null ? "" : whole;
        var key = string.Create(CultureInfo.InvariantCulture, $"{place}\n{options.PriceSeed}\n{options.RecordLimit}");
        return $"{Path.GetFileName(whole)}-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)).AsSpan(0, 4))}.catalogue";
    }

    private StoredProducts? TryOpenStore(string path)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        try
        {
            var store = StoreFile.Open(path, StoredProducts.Content);
            switch (SourceFile.Compare(store.Sources, files.Paths))
            {
                case SourceState.Different:
                    options.Report($"{path}: the catalogue has changed since; it is read again.");
                    return null;
                case SourceState.Touched:
                    StoreFile.SetSources(path, SourceFile.Redate(store.Sources, files.Paths));
                    break;
            }

            return new StoredProducts(store);
        }
        catch (StoreException e)
        {
            options.Report($"{path}: {e.Message}; the catalogue is read again.");
            return null;
        }
    }

    private StoredProducts Make(string path)
    {
        options.Report($"{files.Products}: reading the catalogue; it is kept as {path}, so this is done once.");

        // The other core hashes the files meanwhile.
        var sources = Task.Run(() => files.Paths.Select(SourceFile.Of).ToArray());
        AtomicFile.Write(path, stream => files.Read(options.RecordLimit, products =>
        {
            StoredProducts.Write(stream, products, options.PriceSeed, () => [.. sources.GetAwaiter().GetResult()], options.Report);
            return true;
        }));
        return new StoredProducts(StoreFile.Open(path, StoredProducts.Content));
    }

    private static bool IsBeingWritten(string path)
    {
        var unfinished = Unfinished.PathFor(path);
        if (!File.Exists(unfinished))
        {
            return false;
        }

        try
        {
            using var probe = new FileStream(unfinished, FileMode.Open, FileAccess.Write, FileShare.None);
            return false;
        }
        catch (IOException)
        {
            return true;
        }
    }
}
