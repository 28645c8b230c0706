using Gleaner.CommandLine.App;
using Gleaner.CommandLine.Tests.App;

namespace Gleaner.CommandLine.Tests.Commands;

public sealed class CatalogueCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_made_up_catalogue_opens_as_what_it_was_made_as()
    {
        var made = await ProgramRun.OfAsync("catalogue", "generate", _folder.File("shop"), "--products", "60");
        made.ExitCode.ShouldBe(ExitCode.Done);
        made.Out.ShouldMatch(@"^.*shop: 60 products, [1-9]\d* goals, hash [0-9a-f]{64}\n$");

        var opened = await ProgramRun.OfAsync("catalogue", "open", _folder.File("shop"), "--cache", _folder.File("cache"));
        opened.ExitCode.ShouldBe(ExitCode.Done);
        opened.Out.ShouldBe(made.Out);
        opened.Error.ShouldBeEmpty();
    }

    [Fact]
    public async Task Prices_are_drawn_from_the_seed()
    {
        var made = await ProgramRun.OfAsync("catalogue", "generate", _folder.File("shop"), "--products", "60");
        (await ProgramRun.OfAsync("catalogue", "open", _folder.File("shop"), "--price-seed", "5")).Out.ShouldNotBe(made.Out);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("2000001")]
    public async Task An_impossible_number_of_products_is_refused(string products)
    {
        var run = await ProgramRun.OfAsync("catalogue", "generate", _folder.File("shop"), "--products", products);
        run.ExitCode.ShouldBe(ExitCode.Usage);
        run.Error.ShouldContain($"--products must be a whole number from 1 to 2000000, not {products}.");
    }
}
