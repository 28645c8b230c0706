using System.Globalization;
using Gleaner.IO;
using Gleaner.WebShop.Catalogue;
using Gleaner.WebShop.Storage;

namespace Gleaner.WebShop.Goals;

/// <summary>Keeps the goals of a stored catalogue in a store beside it, one for each way of making goals.</summary>
internal static class StoredGoals
{
    private const string Content = "goals";

    /// <summary>The goals of a catalogue: from their store, or made, and then kept if the catalogue is.</summary>
    /// <exception cref="GoalException">The catalogue gives no goal of the kind asked for.</exception>
    internal static GoalTable OpenOrBuild(ProductCatalogue catalogue, GoalSettings settings)
    {
        ArgumentNullException.ThrowIfNull(catalogue);
        if (catalogue.Store is not { } products)
        {
            return new GoalBuilder(catalogue, settings).Build();
        }

        var path = string.Create(
            CultureInfo.InvariantCulture,
            $"{Path.ChangeExtension(products.Path, null)}.{settings.Kind.ToString().ToLowerInvariant()}-{settings.PriceBounds.ToString().ToLowerInvariant()}-{settings.ShuffleSeed}.goals");
        if (TryOpen(path, products, catalogue.Report) is { } stored)
        {
            return stored;
        }

        catalogue.Report($"{path}: making the goals, once.");
        var table = new GoalBuilder(catalogue, settings).Build();
        try
        {
            AtomicFile.Write(path, stream => Write(stream, table, products));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            catalogue.Report($"{path}: the goals cannot be kept there ({e.Message}); they are made again the next time.");
        }

        return table;
    }

    // Goals depend on what the catalogue's hash leaves out, too: they belong to the files that the products came from.
    private static GoalTable? TryOpen(string path, StoredProducts products, Action<string> report)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        try
        {
            var store = StoreFile.Open(path, Content);
            if (!store.Sources.Select(source => source.Hash).SequenceEqual(products.Sources.Select(source => source.Hash)))
            {
                report($"{path}: the catalogue has changed since.");
                return null;
            }

            return new GoalTable
            {
                Groups = store.Values<GoalGroup>("groups"),
                Places = store.Values<int>("places"),
                Hashes = store.Values<ulong>("hashes"),
                ByHash = store.Values<int>("by-hash"),
            };
        }
        catch (Exception e) when (e is StoreException or IOException or UnauthorizedAccessException)
        {
            report($"{path}: {e.Message}.");
            return null;
        }
    }

    private static void Write(Stream stream, GoalTable table, StoredProducts products)
    {
        var store = new StoreWriter(stream);
        store.Add("groups", table.Groups.Span);
        store.Add("places", table.Places.Span);
        store.Add("hashes", table.Hashes.Span);
        store.Add("by-hash", table.ByHash.Span);
        store.Finish(Content, products.Sources);
    }
}
