using System.CommandLine;
using Gleaner.CommandLine.App;
using Gleaner.WebShop.Catalogue;
using Gleaner.WebShop.Generation;
using Gleaner.WebShop.Goals;

namespace Gleaner.CommandLine.Commands;

/// <summary><c>gleaner catalogue generate DIR</c>: makes up a catalogue in the original's file formats.</summary>
internal static class CatalogueCommand
{
    public static Command Create(CommandContext context)
    {
        var (terminal, surroundings, _) = context;
        var defaults = new GeneratorSettings();
        var folder = new Argument<string>("DIR") { Description = "A folder that does not exist yet, or is empty." };
        var products = new Option<int>("--products") { Description = "Number of products.", DefaultValueFactory = _ => defaults.Products, HelpName = "N" };
        var seed = new Option<ulong>("--seed") { Description = "Seed of all choices.", DefaultValueFactory = _ => defaults.Seed, HelpName = "N" };
        var generate = new Command("generate", "Make up a catalogue: invented products, options, prices and instructions.") { folder, products, seed };
        var existing = new Argument<string>("DIR") { Description = "The folder with items_shuffle*.json and items_ins_v2*.json." };
        var priceSeed = new Option<ulong>("--price-seed") { Description = "Seed of the prices that upstream leaves to chance.", HelpName = "N" };
        var cache = CacheOption();
        var open = new Command("open", "Read a catalogue and say what it holds. A large one is kept as it was read, and opens at once from then on.") { existing, priceSeed, cache };
        open.SetAction(parsed =>
        {
            var target = surroundings.Full(parsed.GetRequiredValue(existing));
            Describe(target, new CatalogueOptions
            {
                PriceSeed = parsed.GetValue(priceSeed),
                CacheFolder = parsed.GetValue(cache) is { } kept ? surroundings.Full(kept) : null,
                Report = terminal.Error.WriteLine,
            });
            return ExitCode.Done;
        });
        generate.SetAction(parsed =>
        {
            var count = parsed.GetValue(products);
            if (count is < 1 or > CatalogueGenerator.MostProducts)
            {
                throw new UsageException($"--products must be a whole number from 1 to {CatalogueGenerator.MostProducts}, not {count}.");
            }

            var target = surroundings.Full(parsed.GetRequiredValue(folder));
            new CatalogueGenerator(new GeneratorSettings { Products = count, Seed = parsed.GetValue(seed) }).Write(target);
            Describe(target, new CatalogueOptions { Report = terminal.Error.WriteLine });
            return ExitCode.Done;
        });
        return new Command("catalogue", "Work with catalogues.") { generate, open };

        void Describe(string target, CatalogueOptions options)
        {
            var catalogue = ProductCatalogue.Load(target, options);
            var goals = new GoalList(catalogue);
            terminal.Out.WriteLine($"{target}: {catalogue.Products.Count} products, {goals.Count} goals, hash {catalogue.Hash}");
        }
    }

    /// <summary>The option that says where large catalogues are kept as they were read.</summary>
    public static Option<string?> CacheOption() => new("--cache")
    {
        Description = "Where a large catalogue is kept as it was read; the folder gleaner-cache in the catalogue's own if left out.",
        HelpName = "DIR",
    };
}
