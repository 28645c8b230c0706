using Gleaner.WebShop.Catalogue;
using Gleaner.WebShop.Generation;
using Gleaner.WebShop.Goals;

namespace Gleaner.WebShop.Tests.Catalogue;

public sealed class CatalogueCacheTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("gleaner-cache-").FullName;
    private readonly string _shop;
    private readonly List<string> _said = [];

    public CatalogueCacheTests()
    {
        _shop = Path.Combine(_root, "shop");
        new CatalogueGenerator(new GeneratorSettings { Products = 60 }).Write(_shop);
    }

    private string Cache => Path.Combine(_shop, "gleaner-cache");

    public void Dispose() => TestData.Delete(_root);

    [Fact]
    public void A_stored_catalogue_is_the_one_that_was_read()
    {
        var read = ProductCatalogue.Load(_shop, new CatalogueOptions { PriceSeed = 3 });
        Open(priceSeed: 3);
        var stored = Open(priceSeed: 3);

        stored.Hash.ShouldBe(read.Hash);
        stored.Prices.ShouldBe(read.Prices);
        new ProductCatalogue(stored.Products, priceSeed: 3).Hash.ShouldBe(read.Hash);
        stored.Products.Count.ShouldBe(read.Products.Count);
        for (var i = 0; i < read.Products.Count; i++)
        {
            var (ours, theirs) = (stored.Products[i], read.Products[i]);
            stored.IndexOf(theirs.Asin).ShouldBe(i);
            ours.TitleNouns!.Value.ShouldBe(theirs.TitleNouns!.Value);
            ours.HumanInstructions.Select(Text).ShouldBe(theirs.HumanInstructions.Select(Text));
            ours.Instruction.ShouldBe(theirs.Instruction);
        }

        stored.IndexOf("none").ShouldBe(-1);
        foreach (var product in read.Products)
        {
            stored.SearchIndex.Search([product.Title], 20).ShouldBe(read.SearchIndex.Search([product.Title], 20));
        }
    }

    [Theory]
    [InlineData(GoalKind.Synthetic, PriceBoundVariant.Original)]
    [InlineData(GoalKind.Human, PriceBoundVariant.Original)]
    [InlineData(GoalKind.Human, PriceBoundVariant.AgentGym)]
    public void Stored_goals_are_those_that_were_made(GoalKind kind, PriceBoundVariant bounds)
    {
        var settings = new GoalSettings { Kind = kind, PriceBounds = bounds };
        var made = new GoalList(ProductCatalogue.Load(_shop), settings);
        _ = new GoalList(Open(), settings);
        var stored = new GoalList(Open(), settings);

        stored.TaskIds.ShouldBe(made.TaskIds);
        stored.Goals.Select(goal => (goal.Instruction, goal.Weight, goal.Hash)).ShouldBe(made.Goals.Select(goal => (goal.Instruction, goal.Weight, goal.Hash)));
        stored.DrawSessions().Take(20).ShouldBe(made.DrawSessions().Take(20));
        stored.TaskIds.ShouldAllBe(task => stored.AsinOf(task) == made[task].Product.Asin);
        stored.TaskIds.Select(stored.IndexOf).ShouldBe(made.TaskIds.Select(made.IndexOf));
    }

    [Fact]
    public void A_small_catalogue_is_read_and_leaves_nothing_behind()
    {
        ProductCatalogue.Load(_shop);
        Directory.Exists(Cache).ShouldBeFalse();
    }

    [Fact]
    public void An_unchanged_catalogue_is_opened_without_a_word()
    {
        Open();
        _said.ShouldNotBeEmpty();
        _said.Clear();
        Open();
        _said.ShouldBeEmpty();
    }

    [Fact]
    public void New_dates_alone_do_not_matter_and_are_remembered()
    {
        Open();
        _said.Clear();
        foreach (var file in Directory.GetFiles(_shop))
        {
            File.SetLastWriteTimeUtc(file, new DateTime(2001, 2, 3, 4, 5, 6, DateTimeKind.Utc));
        }

        Open();
        Open();
        _said.ShouldBeEmpty();
    }

    [Fact]
    public void A_changed_catalogue_is_read_again_and_its_goals_are_made_again()
    {
        var before = new GoalList(Open());
        _said.Clear();
        var file = Directory.GetFiles(_shop, "items_ins_v2*.json").ShouldHaveSingleItem();
        File.WriteAllText(file, File.ReadAllText(file).Replace("instruction\": \"", "instruction\": \"Please: ", StringComparison.Ordinal));

        var after = new GoalList(Open());
        _said.ShouldContain(line => line.Contains("the catalogue has changed since"));
        after.Catalogue.Hash.ShouldNotBe(before.Catalogue.Hash);
        after.Goals[0].Instruction.ShouldStartWith("Please: ");
    }

    [Theory]
    [InlineData(0, "is no store of Gleaner's")]
    [InlineData(8, "was written by another version of Gleaner")]
    [InlineData(100, "has a damaged header")]
    [InlineData(5000, "is damaged (section 'products')")]
    [InlineData(-1, "is damaged (section 'facts')")]
    public void A_damaged_store_is_made_again(int place, string said)
    {
        var hash = Open().Hash;
        var path = Directory.GetFiles(Cache, "*.catalogue").ShouldHaveSingleItem();
        var bytes = File.ReadAllBytes(path);
        bytes[place < 0 ? bytes.Length + place : place] ^= 0x10;
        Replace(path, bytes);

        _said.Clear();
        Open().Hash.ShouldBe(hash);
        _said[0].ShouldBe($"{path}: {said}; the catalogue is read again.");
        _said.Clear();
        Open().Hash.ShouldBe(hash);
        _said.ShouldBeEmpty();
    }

    [Fact]
    public void A_store_that_was_cut_off_is_made_again()
    {
        var hash = Open().Hash;
        var path = Directory.GetFiles(Cache, "*.catalogue").ShouldHaveSingleItem();
        var bytes = File.ReadAllBytes(path);
        Replace(path, bytes[..(bytes.Length / 2)]);
        Open().Hash.ShouldBe(hash);
        _said.ShouldContain($"{path}: is cut off; the catalogue is read again.");
    }

    [Fact]
    public void Damaged_goals_are_made_again()
    {
        var tasks = new GoalList(Open()).TaskIds.ToList();
        var path = Directory.GetFiles(Cache, "*.goals").ShouldHaveSingleItem();
        Replace(path, "nonsense"u8);
        new GoalList(Open()).TaskIds.ShouldBe(tasks);
        _said.ShouldContain($"{path}: is no store of Gleaner's.");
    }

    [Fact]
    public void Where_nothing_can_be_kept_the_catalogue_is_read_into_memory()
    {
        var notAFolder = Path.Combine(_root, "file");
        File.WriteAllText(notAFolder, "");
        Load(new CatalogueOptions { CacheFolder = notAFolder }).Hash.ShouldBe(ProductCatalogue.Load(_shop).Hash);
        _said.ShouldContain(line => line.Contains("cannot be kept there"));
    }

    [Fact]
    public void Ways_of_reading_do_not_share_a_store()
    {
        Open().Products.Count.ShouldBe(60);
        Load(new CatalogueOptions { RecordLimit = 7 }).Products.Count.ShouldBe(7);
        Open(priceSeed: 9).Hash.ShouldNotBe(Open().Hash);
        Directory.GetFiles(Cache, "*.catalogue").Length.ShouldBe(3);
    }

    [Fact]
    public void A_broken_catalogue_leaves_no_store()
    {
        var file = Directory.GetFiles(_shop, "items_shuffle*.json").ShouldHaveSingleItem();
        var text = File.ReadAllText(file);
        File.WriteAllText(file, text[..(text.Length / 2)]);
        Should.Throw<CatalogueException>(() => Open()).Message.ShouldContain("after record ");
        Directory.GetFileSystemEntries(Cache).ShouldBeEmpty();
    }

    // Not in place: the old file may still be mapped.
    private static void Replace(string path, ReadOnlySpan<byte> bytes)
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        File.Delete(path);
        File.WriteAllBytes(path, bytes);
    }

    private static string Text(HumanInstruction instruction) =>
        $"{instruction.Text}|{string.Join('|', instruction.Attributes)}|{string.Join('|', instruction.Options)}";

    private ProductCatalogue Open(ulong priceSeed = 0) => Load(new CatalogueOptions { PriceSeed = priceSeed });

    private ProductCatalogue Load(CatalogueOptions options) => ProductCatalogue.Load(_shop, options with { CacheFrom = 0, Report = _said.Add });
}
