using System.Collections.Immutable;
using Gleaner.IO;
using Gleaner.WebShop.Catalogue;

namespace Gleaner.WebShop.Generation;

/// <summary>
/// Makes a shop of invented products in the original's file formats, for use where the real files are not at hand: six departments,
/// products that resemble each other, options with near-duplicates ("navy", "navy blue"), and instructions in fixed and in free wording.
/// Everything in it is made up; the same settings make the same bytes.
/// </summary>
public sealed class CatalogueGenerator
{
    private const int MostProducts = 100_000;
    private readonly GeneratorSettings settings;

    /// <summary>Creates the generator.</summary>
    /// <param name="settings">What to make; null for the defaults.</param>
    /// <exception cref="ArgumentOutOfRangeException">A setting lies outside its range.</exception>
    public CatalogueGenerator(GeneratorSettings? settings = null)
    {
        this.settings = settings ?? new GeneratorSettings();
        ArgumentOutOfRangeException.ThrowIfLessThan(this.settings.Products, 1, nameof(settings));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(this.settings.Products, MostProducts, nameof(settings));
        RequireShare(this.settings.InstructionShare);
        RequireShare(this.settings.FreeInstructionShare);
    }

    /// <summary>
    /// Writes <c>items_shuffle_N.json</c>, <c>items_ins_v2_N.json</c>, <c>items_human_ins.json</c> and <c>title_nouns_N.json</c>, which
    /// <see cref="ProductCatalogue.Load"/> reads. The folder appears with all four files or not at all.
    /// </summary>
    /// <param name="folder">A folder that does not exist yet, or is empty.</param>
    /// <exception cref="CatalogueException">The folder holds something already.</exception>
    public void Write(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        var target = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        if (File.Exists(target) || (Directory.Exists(target) && Directory.EnumerateFileSystemEntries(target).Any()))
        {
            throw new CatalogueException($"{folder}: something is there already; name a folder that does not exist yet, or is empty.");
        }

        AtomicFolder.Replace(target, temporary => CatalogueFiles.Write(temporary, Make()));
    }

    internal ImmutableArray<GeneratedProduct> Make() => new ProductMaker(settings).Make();

    private static void RequireShare(double share)
    {
        if (share is not (>= 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(settings), share, "A share lies in 0..1.");
        }
    }
}
