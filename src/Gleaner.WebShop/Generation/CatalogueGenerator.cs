using Gleaner.IO;
using Gleaner.WebShop.Catalogue;

namespace Gleaner.WebShop.Generation;

/// <summary>
/// Makes a shop of invented products in the original's file formats, for use where the real files are not available: six departments,
/// products that resemble each other, options with near-duplicates ("navy", "navy blue"), and instructions in fixed and in free wording.
/// Everything in it is made up; the same settings make the same bytes.
/// </summary>
public sealed class CatalogueGenerator
{
    /// <summary>Most products of a catalogue; the original has 1.18 million.</summary>
    public const int MostProducts = 2_000_000;

    private readonly GeneratorSettings _settings;

    /// <summary>Creates the generator.</summary>
    /// <param name="settings">What to make; null for the defaults.</param>
    /// <exception cref="ArgumentOutOfRangeException">A setting lies outside its range.</exception>
    public CatalogueGenerator(GeneratorSettings? settings = null)
    {
        _settings = settings ?? new GeneratorSettings();
        ArgumentOutOfRangeException.ThrowIfLessThan(_settings.Products, 1, nameof(settings));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(_settings.Products, MostProducts, nameof(settings));
        RequireShare(_settings.InstructionShare, nameof(settings));
        RequireShare(_settings.FreeInstructionShare, nameof(settings));
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
            throw new CatalogueException($"{folder}: the folder is not empty; name one that is empty or does not exist yet.");
        }

        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        AtomicFolder.Replace(target, temporary => CatalogueFiles.Write(temporary, _settings.Products, Make()));
    }

    internal IEnumerable<GeneratedProduct> Make() => new ProductMaker(_settings).Make();

    private static void RequireShare(double share, string name)
    {
        if (share is not (>= 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(name, share, "A share lies in 0..1.");
        }
    }
}

/// <summary>What kind of shop to make. The same settings always make the same bytes.</summary>
public sealed record GeneratorSettings
{
    /// <summary>Number of products, 1..2,000,000.</summary>
    public int Products { get; init; } = 400;

    /// <summary>Seed of all choices.</summary>
    public ulong Seed { get; init; } = 7;

    /// <summary>Share of products with a synthetic instruction, 0..1.</summary>
    public double InstructionShare { get; init; } = 0.6;

    /// <summary>Share of products with one or two freely worded instructions, 0..1.</summary>
    public double FreeInstructionShare { get; init; } = 0.4;
}
