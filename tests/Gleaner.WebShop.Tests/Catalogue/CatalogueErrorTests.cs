using Gleaner.WebShop.Catalogue;

namespace Gleaner.WebShop.Tests.Catalogue;

public sealed class CatalogueErrorTests : IDisposable
{
    private const string Record = """
        {"asin": "B000000001", "name": "Lamp", "full_description": "", "small_description": ["bright "], "pricing": "$5",
         "product_category": "Home › Lamps", "category": "garden", "query": " Lamps ", "customization_options": ""}
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("gleaner-catalogue-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_missing_folder_is_named() =>
        Should.Throw<CatalogueException>(() => ProductCatalogue.Load(Path.Combine(_folder, "none"))).Message.ShouldContain(Path.Combine(_folder, "none"));

    [Fact]
    public void A_missing_product_file_is_named() => Failure().ShouldContain("items_shuffle*.json");

    [Fact]
    public void A_missing_attribute_file_is_named()
    {
        Write("items_shuffle_1.json", $"[{Record}]");
        Failure().ShouldContain("items_ins_v2*.json");
    }

    [Fact]
    public void Missing_human_instructions_are_named_where_they_are_needed()
    {
        WriteProducts(Record);
        Should.Throw<CatalogueException>(() => ProductCatalogue.Load(_folder, new CatalogueOptions { RequireHumanInstructions = true }))
            .Message.ShouldContain("items_human_ins*.json");
        ProductCatalogue.Load(_folder).Products[0].HumanInstructions.ShouldBeEmpty();
    }

    [Fact]
    public void Two_product_files_are_refused()
    {
        WriteProducts(Record);
        Write("items_shuffle_2.json", "[]");
        Failure().ShouldContain("items_shuffle_1.json, items_shuffle_2.json");
    }

    [Fact]
    public void A_cut_off_file_is_named_with_its_line()
    {
        Write("items_ins_v2_1.json", "{}");
        Write("items_shuffle_1.json", $"[\n{Record},\n{{\"asin\": ");
        var message = Failure();
        message.ShouldContain("items_shuffle_1.json");
        message.ShouldContain("line 4");
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("3")]
    public void A_file_of_another_shape_is_refused(string json)
    {
        Write("items_ins_v2_1.json", "{}");
        Write("items_shuffle_1.json", json);
        Failure().ShouldContain("where a list is expected");
    }

    [Theory]
    [InlineData("\"name\": \"Lamp\",", "", "field 'name' is missing")]
    [InlineData("\"Lamp\"", "7", "field 'name' holds a number")]
    [InlineData("\"Lamp\"", "\"\\ud83d\"", "half of a surrogate pair")]
    [InlineData("[\"bright \"]", "[\"bright \", null]", "field 'small_description' holds null")]
    [InlineData("\"$5\"", "\"five dollars\"", "field 'pricing' 'five dollars' holds no amount")]
    [InlineData("\"$5\"", "\"$1.2.3\"", "field 'pricing' '$1.2.3' holds an amount that is not a number")]
    [InlineData("\"customization_options\": \"\"", "\"customization_options\": []", "field 'customization_options'")]
    [InlineData("\"customization_options\": \"\"", "\"customization_options\": {\"Size\": \"s\"}", "option group 'Size'")]
    [InlineData("\"customization_options\": \"\"", "\"customization_options\": {\"Size\": [{}]}", "option group 'Size': field 'value' is missing")]
    public void A_broken_record_is_named_with_its_number_and_field(string part, string replacement, string problem)
    {
        WriteProducts(Record, Record.Replace("B000000001", "B000000002").Replace(part, replacement));
        var message = Failure();
        message.ShouldContain("items_shuffle_1.json: record 2 (B000000002)");
        message.ShouldContain(problem);
    }

    [Theory]
    [InlineData("5")]
    [InlineData("\"x\"")]
    [InlineData("[]")]
    [InlineData("null")]
    public void An_entry_of_attributes_that_is_none_is_refused_and_costs_no_goals_in_silence(string entry)
    {
        Write("items_shuffle_1.json", $"[{Record}]");
        Write("items_ins_v2_1.json", $$"""{"B000000001": {{entry}}}""");
        Failure().ShouldContain("items_ins_v2_1.json: B000000001: an object with 'attributes' is expected");
    }

    [Fact]
    public void An_instruction_without_attributes_is_refused()
    {
        Write("items_shuffle_1.json", $"[{Record}]");
        Write("items_ins_v2_1.json", """{"B000000001": {"attributes": [], "instruction": "Find me lamps"}}""");
        Failure().ShouldContain("items_ins_v2_1.json: B000000001");
    }

    [Fact]
    public void An_empty_catalogue_is_refused()
    {
        WriteProducts();
        Failure().ShouldContain("items_shuffle_1.json: it holds no product");
    }

    [Fact]
    public void Repeated_ids_and_ids_that_are_none_are_passed_over_as_in_the_original()
    {
        WriteProducts(
            Record,
            Record.Replace("Lamp\"", "Other\""),
            Record.Replace("B000000001", "nan"),
            Record.Replace("B000000001", "B0000000012"));
        var product = ProductCatalogue.Load(_folder).Products.ShouldHaveSingleItem();
        product.Title.ShouldBe("Lamp");
        product.Query.ShouldBe("lamps");
        product.Attributes.ShouldBe(["DUMMY_ATTR"]);
    }

    [Fact]
    public void Two_products_of_one_id_in_memory_are_refused()
    {
        WriteProducts(Record);
        var product = ProductCatalogue.Load(_folder).Products[0];
        Should.Throw<CatalogueException>(() => new ProductCatalogue([product, product])).Message.ShouldContain("B000000001");
    }

    private string Failure() => Should.Throw<CatalogueException>(() => ProductCatalogue.Load(_folder)).Message;

    private void WriteProducts(params string[] records)
    {
        Write("items_shuffle_1.json", $"[{string.Join(",", records)}]");
        Write("items_ins_v2_1.json", "{}");
    }

    private void Write(string file, string json) => File.WriteAllText(Path.Combine(_folder, file), json);
}
