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
        generate.SetAction(parsed =>
        {
            var count = parsed.GetValue(products);
            if (count is < 1 or > CatalogueGenerator.MostProducts)
            {
                throw new UsageException($"--products must be a whole number from 1 to {CatalogueGenerator.MostProducts}, not {count}.");
            }

            var target = surroundings.Full(parsed.GetRequiredValue(folder));
            new CatalogueGenerator(new GeneratorSettings { Products = count, Seed = parsed.GetValue(seed) }).Write(target);
            var catalogue = ProductCatalogue.Load(target);
            var goals = new GoalList(catalogue);
            terminal.Out.WriteLine($"{target}: {catalogue.Products.Count} products, {goals.Count} goals, hash {catalogue.Hash}");
            return ExitCode.Done;
        });
        return new Command("catalogue", "Work with catalogues.") { generate };
    }
}
