using System.Xml.Linq;
using Gleaner.Reports.Model;

namespace Gleaner.Reports.Tests.Model;

public sealed class ViewerSiteTests
{
    [Theory]
    [InlineData("http://127.0.0.1:5000", "http://127.0.0.1:5000/run/demo/rollout/ab#step-3")]
    [InlineData("http://127.0.0.1:5000/", "http://127.0.0.1:5000/run/demo/rollout/ab#step-3")]
    [InlineData("http://127.0.0.1:5000/login?token=0123", "http://127.0.0.1:5000/run/demo/rollout/ab#step-3")]
    [InlineData("https://box.example/run/demo-2", "https://box.example/run/demo-2/rollout/ab#step-3")]
    [InlineData("pages", "pages/run/demo/rollout/ab.html#step-3")]
    [InlineData("../my pages/", "../my%20pages/run/demo/rollout/ab.html#step-3")]
    [InlineData("pages/run/demo-2", "pages/run/demo-2/rollout/ab.html#step-3")]
    public void A_viewer_is_an_address_or_a_folder_of_its_pages(string text, string expected) =>
        ViewerSite.Parse(text, "demo").ShouldNotBeNull().Of("rollout/ab#step-3").ShouldBe(expected);

    [Theory]
    [InlineData("")]
    [InlineData("/")]
    [InlineData("/pages")]
    [InlineData("//elsewhere.example/pages")]
    [InlineData("javascript:alert(1)")]
    [InlineData("ftp://box.example")]
    [InlineData("file:///etc")]
    [InlineData("http://user:secret@box.example")]
    [InlineData("C:\\pages")]
    [InlineData("pages?x")]
    public void Anything_else_is_none(string text) => ViewerSite.Parse(text, "demo").ShouldBeNull();

    [Fact]
    public void A_report_links_to_the_pages_of_a_viewer_that_is_known_and_names_them_otherwise()
    {
        var model = WithPages(SampleReport.Full(3));

        var named = XDocument.Parse(ReportWriter.Render(model));
        var linked = XDocument.Parse(ReportWriter.Render(model with { Viewer = ViewerSite.Parse("pages", "demo") }));

        named.Descendants("a").Select(link => (string?)link.Attribute("href")).ShouldAllBe(address => address!.StartsWith('#'), "nothing that may not be there is linked to");
        named.Descendants("small").Select(text => text.Value).ShouldContain("seed-1.EEF/task/0");
        named.Descendants("code").Select(text => text.Value).ShouldContain("gleaner view RUN");
        linked.Descendants("a").Select(link => (string?)link.Attribute("href")).ShouldContain("pages/run/demo/seed-1.EEF/task/0.html");
        linked.Descendants("code").Select(text => text.Value).ShouldNotContain("gleaner view RUN");
    }

    private static ReportModel WithPages(ReportModel model) => model with
    {
        Tasks = model.Tasks! with { Tasks = [.. model.Tasks.Tasks.Index().Select(task => task.Item with { ViewerPage = $"seed-1.EEF/task/{task.Index}" })] },
    };
}
