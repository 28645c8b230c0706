using System.Text.Json;
using Gleaner.WebShop;
using Gleaner.WebShop.Catalogue;
using Gleaner.WebShop.Generation;
using Gleaner.WebShop.Goals;

namespace Gleaner.EnvironmentClients.Tests.Fakes;

/// <summary>Shops to be served.</summary>
internal static class Shops
{
    /// <summary>A made-up one.</summary>
    public static WebShopEnvironment Generate()
    {
        var folder = Directory.CreateTempSubdirectory("gleaner tests ").FullName;
        try
        {
            new CatalogueGenerator(new GeneratorSettings { Products = 120, Seed = 3 }).Write(folder);
            return new WebShopEnvironment(new GoalList(ProductCatalogue.Load(folder)));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>The real one, with the actions that models took in it; the test is skipped where the data is not.</summary>
    public static (WebShopEnvironment Shop, List<(int Goal, string[] Actions)> Runs) Real(int runs)
    {
        var folder = Environment.GetEnvironmentVariable("WEBSHOP_DATA") ?? Beside("shared/webshop");
        Assert.SkipUnless(Directory.Exists(folder), $"no real WebShop data at {folder}; WEBSHOP_DATA names another place");
        var recorded = File.ReadLines(Path.Combine(folder, "trajectories", "agenttraj_l_1k_text.jsonl")).Take(runs).Select(line =>
        {
            using var json = JsonDocument.Parse(line);
            return (
                json.RootElement.GetProperty("goal_index").GetInt32(),
                json.RootElement.GetProperty("steps").EnumerateArray().Select(step => step.GetProperty("action").GetString()!).ToArray());
        });
        return (new WebShopEnvironment(new GoalList(ProductCatalogue.Load(Path.Combine(folder, "catalogue")))), [.. recorded]);
    }

    private static string Beside(string path)
    {
        var folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "Gleaner.slnx")))
        {
            folder = Path.GetDirectoryName(folder);
        }

        return Path.GetFullPath(Path.Combine(folder ?? ".", "..", path));
    }
}
