using Gleaner.IO.Texts;

namespace Gleaner.IO.Tests.Texts;

public sealed class LastLinesTests
{
    [Fact]
    public void The_last_lines_are_kept_and_long_ones_cut()
    {
        var lines = new LastLines(count: 2, longest: 3);
        lines.IsBlank.ShouldBeTrue();
        lines.ToString().ShouldBe("");

        foreach (var line in (string[])["one", "", "three"])
        {
            lines.Add(line);
        }

        lines.ToString().ShouldBe("\nthr");
        lines.IsBlank.ShouldBeFalse();
    }

    [Fact]
    public void Lines_of_white_space_say_nothing()
    {
        var lines = new LastLines();
        lines.Add(" ");
        lines.IsBlank.ShouldBeTrue();
    }
}
