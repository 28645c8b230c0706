using Gleaner.WebShop.Catalogue;
using Gleaner.WebShop.Generation;
using Gleaner.WebShop.Goals;
using Gleaner.WebShop.Rewards;
using Gleaner.WebShop.Search;

namespace Gleaner.WebShop.Tests.Generation;

public sealed class CatalogueGeneratorTests : IDisposable
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("gleaner-");

    public void Dispose() => _root.Delete(recursive: true);

    [Fact]
    public void The_same_seed_makes_the_same_bytes_and_another_seed_others()
    {
        var first = Bytes(new GeneratorSettings());
        Bytes(new GeneratorSettings()).ShouldBe(first);
        Bytes(new GeneratorSettings { Seed = 8 }).ShouldNotBe(first);
        first.Keys.Order().ShouldBe(["items_human_ins.json", "items_ins_v2_400.json", "items_shuffle_400.json", "title_nouns_400.json"]);
    }

    [Fact]
    public void The_files_load_as_a_shop_of_400_products_in_six_departments()
    {
        var catalogue = Load(new GeneratorSettings());
        catalogue.Products.Count.ShouldBe(400);
        catalogue.Products.Select(p => p.Category).Distinct().Count().ShouldBe(6);
        catalogue.Products.Count(p => p.Prices.Length == 2).ShouldBeInRange(20, 80);
        catalogue.Products.ShouldAllBe(p => p.TitleNouns!.Value.Length > 0);
        catalogue.Products.ShouldAllBe(p => p.Options.All(o => o.Values.Distinct().Count() == o.Values.Length));
    }

    [Fact]
    public void There_are_many_hundred_goals_of_both_kinds()
    {
        var catalogue = Load(new GeneratorSettings());
        new GoalList(catalogue).Goals.Count.ShouldBeInRange(800, 5000);
        new GoalList(catalogue, new GoalSettings { Kind = GoalKind.Human }).Goals.Count.ShouldBeInRange(150, 400);
    }

    [Fact]
    public void Attributes_and_options_of_instructions_belong_to_their_product()
    {
        var catalogue = Load(new GeneratorSettings());
        foreach (var product in catalogue.Products)
        {
            var text = string.Join('\n', [product.Title, product.Description, .. product.BulletPoints]).ToLowerInvariant();
            product.Attributes.ShouldAllBe(attribute => text.Contains(attribute), product.Asin);
            product.InstructionAttributes.ShouldBeSubsetOf(product.Attributes);
            product.InstructionAttributes.ShouldAllBe(attribute => product.Instruction!.Contains(attribute), product.Asin);
        }

        foreach (var (product, instruction) in catalogue.Products.SelectMany(p => p.HumanInstructions.Select(i => (p, i))))
        {
            instruction.Attributes.ShouldBeSubsetOf(product.Attributes);
            instruction.Options.ShouldBeSubsetOf(product.Options.SelectMany(o => o.Values));
            instruction.Options.Concat(instruction.Attributes).ShouldAllBe(word => instruction.Text.Contains(word), instruction.Text);
        }
    }

    [Fact]
    public void Buying_what_a_goal_asks_for_earns_the_full_strict_reward()
    {
        var catalogue = Load(new GeneratorSettings());
        var calculator = new RewardCalculator(catalogue, RewardMode.Strict);
        foreach (var goal in new GoalList(catalogue).Goals)
        {
            var chosen = goal.Options.Select(o => KeyValuePair.Create(o.Name!, o.Value)).ToList();
            calculator.Judge(goal, catalogue.IndexOf(goal.Product.Asin), chosen).Reward.ShouldBe(1, tolerance: 1e-12, goal.Instruction);
        }
    }

    [Fact]
    public void Searching_an_instruction_finds_its_product_often_but_not_always_on_the_first_page()
    {
        var catalogue = Load(new GeneratorSettings());
        var index = SearchIndex.Build([.. catalogue.Products.Select(ProductDocument.Text)], [.. catalogue.Products.Select(p => p.Asin)]);
        var wanted = catalogue.Products.Index().Where(p => p.Item.Instruction is not null).ToList();
        var found = wanted.Count(p => index.Search([p.Item.Instruction!], 10).Any(h => h.Document == p.Index));
        TestContext.Current.TestOutputHelper?.WriteLine($"{found} of {wanted.Count}");
        (found / (double)wanted.Count).ShouldBeInRange(0.5, 0.97);
    }

    [Fact]
    public void A_folder_with_files_is_left_alone()
    {
        var folder = Path.Combine(_root.FullName, "used");
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "mine.txt"), "mine");
        Should.Throw<CatalogueException>(() => new CatalogueGenerator().Write(folder)).Message.ShouldContain("the folder is not empty");
        Directory.GetFileSystemEntries(_root.FullName, "*", SearchOption.AllDirectories).Length.ShouldBe(2);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2_000_001)]
    public void Impossible_sizes_are_refused(int products) =>
        Should.Throw<ArgumentOutOfRangeException>(() => new CatalogueGenerator(new GeneratorSettings { Products = products }));

    private ProductCatalogue Load(GeneratorSettings settings) => ProductCatalogue.Load(Write(settings));

    private Dictionary<string, string> Bytes(GeneratorSettings settings) => Directory.GetFiles(Write(settings))
        .ToDictionary(path => Path.GetFileName(path), path => Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(path))));

    private string Write(GeneratorSettings settings)
    {
        var folder = Path.Combine(_root.FullName, Guid.NewGuid().ToString("N"));
        new CatalogueGenerator(settings).Write(folder);
        return folder;
    }
}
