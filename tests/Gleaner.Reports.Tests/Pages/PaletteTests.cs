using Gleaner.Reports.Model;
using Gleaner.Reports.Pages;

namespace Gleaner.Reports.Tests.Pages;

public sealed class PaletteTests
{
    [Fact]
    public void Only_eef_has_the_accent_and_no_two_of_a_usual_run_share_a_colour()
    {
        var methods = SampleReport.Full(10).Methods;
        var palette = new Palette(methods);

        methods.Where(m => palette[m.Name].StartsWith("eef", StringComparison.Ordinal)).ShouldHaveSingleItem().Kind.ShouldBe(RowKind.Eef);
        methods.Select(m => palette[m.Name]).ShouldBeUnique();
    }

    [Fact]
    public void Unknown_names_are_grey() => new Palette([])["who"].ShouldBe("expert0");
}
