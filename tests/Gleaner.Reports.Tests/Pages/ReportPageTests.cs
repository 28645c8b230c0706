using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;
using Gleaner.Reports.Model;
using Snapshooter.Xunit3;

namespace Gleaner.Reports.Tests.Pages;

public sealed class ReportPageTests
{
    private const string Hostile = "</script><script>alert(1)</script>\"'><img src=x onerror=alert(1)>&amp;\0";

    public static TheoryData<string> Samples => ["full", "cloned", "empty"];

    [Theory]
    [MemberData(nameof(Samples))]
    public void The_page_is_well_formed(string sample)
    {
        var page = Page(Sample(sample));

        page.Root!.Name.LocalName.ShouldBe("html");
        page.Descendants("h1").Single().Value.ShouldBe(Sample(sample).Title);
    }

    [Fact]
    public void The_page_is_built_as_it_was() => Snapshot.Match(ReportOutline.Of(Page(SampleReport.Full(5))));

    [Theory]
    [MemberData(nameof(Samples))]
    public void The_same_model_gives_the_same_bytes(string sample) =>
        ReportWriter.Render(Sample(sample)).ShouldBe(ReportWriter.Render(Sample(sample)));

    [Fact]
    public void The_page_does_not_depend_on_the_culture()
    {
        var expected = ReportWriter.Render(SampleReport.Full(50));
        var before = CultureInfo.CurrentCulture;
        var odd = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        odd.NumberFormat.NumberDecimalSeparator = ",";
        odd.NumberFormat.NumberGroupSeparator = "'";
        odd.NumberFormat.NegativeSign = "~";
        try
        {
            CultureInfo.CurrentCulture = odd;
            ReportWriter.Render(SampleReport.Full(50)).ShouldBe(expected);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void Results_stand_in_the_table_as_the_model_has_them()
    {
        var model = SampleReport.Full(50);
        var rows = Page(model).Descendants("table").First(t => (string?)t.Attribute("class") == "results").Descendants("tbody").Single().Elements("tr").ToArray();

        rows.Length.ShouldBe(model.Methods.Count + 1); // EEF has a second row: best on dev
        var eef = rows[^2].Elements("td").Select(Text).ToArray();
        eef[0].ShouldBe("3last");
        eef[1].ShouldBe("65.4 %61.2 – 69.6");
        eef[2].ShouldBe("0.830.80 – 0.86");
        Text(rows[^1].Elements("td").First()).ShouldBe("2best on dev");
        Text(rows[0].Element("th")!).ShouldContain("simulated");
    }

    [Fact]
    public void What_may_be_wrong_stands_in_full_view_with_its_examples()
    {
        var page = Page(SampleReport.Full(5));
        var section = page.Descendants("section").Single(section => (string?)section.Attribute("id") == "health");

        page.Descendants("header").Single().Descendants("a").Single(link => (string?)link.Attribute("href") == "#health").Value.ShouldBe("one health warning");
        page.Descendants("nav").Single().Elements("a").Select(link => link.Value).ShouldContain("Health");
        section.Elements("p").First().Value.ShouldBe("4 checks: 1 warning, 1 notice, 1 not known, the others fine.");
        section.Descendants("div").Where(check => (string?)check.Attribute("class") == "check").Select(check => (string?)check.Attribute("id"))
            .ShouldBe(["health-context-limits", "health-environment-failures"]);
        var example = section.Descendants("li").First();
        example.Element("b")!.Value.ShouldBe("EEF, iteration 1: exploring");
        example.Element("pre")!.Value.ShouldBe("… click[next >]\n… click[b09qxyz123]\n… click[description]");
        example.Element("code")!.Value.ShouldBe("gleaner show RUN webshop/3fa9c1d2/000000000003 --method EEF --seed 11");
        var rows = section.Descendants("tbody").Single().Elements("tr").Select(row => row.Elements().Select(Text).ToArray()).ToArray();
        rows[1].ShouldBe(["BC: evaluating on test", "500", "45190.2 %", "479.4 %", "20.4 %", "–"]);
        section.Elements("p").Last().Value.ShouldBe("In 11 more stages every rollout ended with its task.");
    }

    [Fact]
    public void Where_every_rollout_ended_with_its_task_the_report_says_so_in_a_line()
    {
        var page = Page(SampleReport.Full(5) with { Ends = new RolloutEnds(["task ended"], [], 14), Health = [] });
        var section = page.Descendants("section").Single(section => (string?)section.Attribute("id") == "health");

        section.Elements("p").Single().Value.ShouldBe("In all 14 stages every rollout ended with its task.");
        page.Descendants("a").ShouldNotContain(link => link.Value.Contains("health warning", StringComparison.Ordinal));
    }

    [Fact]
    public void What_the_environment_measures_besides_stands_under_the_score_and_is_explained()
    {
        var full = SampleReport.Full(5);
        var method = full.Methods[^1];
        var last = method.Last! with { Splits = [.. method.Last!.Splits.Select(split => split with { Measures = [new("final", 41.25)] })] };
        var model = full with
        {
            Measures = [new("final", "The last score, -100 to 100.")],
            Methods = [.. full.Methods.SkipLast(1), method with { Iterations = [.. method.Iterations.SkipLast(1), last] }],
        };

        var results = Section(Page(model), "results");

        results.Descendants("small").Count(small => Text(small) == "final 41.25").ShouldBe(last.Splits.Count);
        Text(results).ShouldContain("final: The last score, -100 to 100.");
    }

    [Fact]
    public void Effort_tests_and_costs_stand_in_their_tables()
    {
        var page = Page(SampleReport.Full(50));

        Cells(Section(page, "results"), "EEF", table: 1).ShouldBe(["9,813", "53,971.5", "265k", "583k", "1,090", "13.7 min", "916", "531", "18.5"]);
        var paired = Section(page, "paired").Descendants("tr").First(r => Text(r).StartsWith("EEF − RFT×6", StringComparison.Ordinal));
        paired.Elements("td").Select(Text).ShouldBe(["goals 0–499500 tasks", "+8.0", "+4.8 to +11.4", "", "+1.8 to +14.4", "5.0", "+0.064+0.038 to +0.091", "61", "21", "< 0.0001McNemar < 0.0001", "< 0.0001"]);
        Section(page, "costs").Descendants("tr").Count(r => Text(r).StartsWith("total", StringComparison.Ordinal)).ShouldBe(4);
    }

    [Fact]
    public void Comparisons_of_unequal_budgets_are_named_and_left_out_or_marked()
    {
        var full = SampleReport.Full(5);
        var page = Page(full with { Comparisons = full.Comparisons.Take(1).ToArray(), Refused = [new RefusedComparison("EEF", "RFT", 9813, 3000)] });
        Text(Section(page, "paired")).ShouldContain("Not tested, because their budgets differ: EEF (9,813 simulations) and RFT (3,000).");
        Text(Section(page, "paired")).ShouldContain("--unequal-budgets");
        Text(Section(Page(full with { Comparisons = [], Refused = [new RefusedComparison("EEF", "RFT", 2, 1)] }), "paired")).ShouldContain("Not tested");
        Text(Section(Page(full with { Comparisons = [full.Comparisons[0] with { HasUnequalBudgets = true }] }), "paired")).ShouldContain("EEF − RFT×6 (unequal budgets)");
    }

    [Fact]
    public void Everything_from_the_model_is_text()
    {
        var full = SampleReport.Full(5);
        var task = full.Tasks!.Tasks[0] with { Id = Hostile, Instruction = Hostile, SolvedBy = [Hostile] };
        var method = full.Methods[6] with
        {
            Name = Hostile, ShortName = Hostile, Description = Hostile,
            Stages = [new StageCost { Stage = Hostile }, new StageCost { Stage = Hostile }],
            Losses = [new LossCurve(Hostile, [new LossPoint(0, 1), new LossPoint(5, 0.5)])],
        };
        NamedValue[] facts = [new(Hostile, Hostile)];
        var page = Page(full with
        {
            Title = Hostile, Environment = Hostile, Student = Hostile, Unfinished = Hostile, Date = Hostile, Notes = [Hostile],
            Splits = [.. full.Splits, new SplitInfo(Hostile, 1, Hostile)],
            Methods = [method, .. full.Methods.Take(6)],
            Comparisons = [full.Comparisons[0] with { A = Hostile, B = Hostile, Split = Hostile }],
            Refused = [new RefusedComparison(Hostile, Hostile, 1, 2)],
            Tasks = full.Tasks with { Method = Hostile, Stages = [Hostile, "b"], Tasks = [task] },
            Reproduction = new Reproduction { Command = Hostile, Configuration = Hostile, Versions = facts, Hashes = facts, Machine = facts },
        });

        page.Descendants("script").Count().ShouldBe(1);
        page.Descendants("img").ShouldBeEmpty();
        page.Descendants().Attributes().ShouldAllBe(a => !a.Name.LocalName.StartsWith("on"));
        page.Descendants("pre").Last().Value.ShouldBe(Hostile.Replace("\0", @"\u0000", StringComparison.Ordinal));
    }

    [Fact]
    public void The_page_loads_nothing_and_runs_only_its_own_script()
    {
        var page = Page(SampleReport.Full(50));

        page.Descendants().Attributes().ShouldAllBe(a => a.Name.LocalName != "src" && !(a.Name.LocalName == "href" && !a.Value.StartsWith('#')));
        page.Descendants("style").Single().Value.ShouldNotContain("url(");
        page.Descendants("style").Single().Value.ShouldNotContain("@import");
        var policy = (string)page.Descendants("meta").Single(m => (string?)m.Attribute("http-equiv") == "Content-Security-Policy").Attribute("content")!;
        var script = page.Descendants("script").Single().Value;
        policy.ShouldContain($"'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(script)))}'");
        policy.ShouldStartWith("default-src 'none'");
    }

    [Fact]
    public void An_empty_model_gives_a_page_that_says_so()
    {
        var page = Page(SampleReport.Empty);

        Text(Section(page, "results")).ShouldContain("No method has finished an iteration yet.");
        page.Descendants("svg").ShouldBeEmpty();
    }

    [Fact]
    public void A_run_in_progress_shows_what_it_has()
    {
        var page = Page(SampleReport.OnlyCloned());

        Text(page.Root!).ShouldContain("unfinished: iteration 1 of 3 is running");
        page.Descendants("section").Select(s => (string)s.Attribute("id")!).ShouldBe(["results", "curves", "losses", "costs", "reproduction"]);
        page.Descendants("nav").Single().Elements("a").Select(a => (string)a.Attribute("href")!).ShouldBe(["#results", "#curves", "#losses", "#costs", "#reproduction"]);
    }

    [Fact]
    public void A_method_without_iterations_and_values_that_are_not_finite_do_no_harm()
    {
        var full = SampleReport.Full(5);
        var odd = full.Methods[6] with
        {
            Name = "odd",
            Iterations = [new IterationResult { Iteration = 1, Seconds = double.NaN, Splits = [new SplitResult { Split = "goals 0–499", Tasks = 0, Wins = 0, WinRate = new Estimate(double.NaN, double.NaN, double.PositiveInfinity) }] }],
            Losses = [new LossCurve("BC", [new LossPoint(0, double.NaN)])],
        };

        var text = Page(full with { Methods = [full.Methods[0], full.Methods[6] with { Iterations = [] }, odd] }).ToString();
        text.ShouldNotContain("NaN");
        text.ShouldNotContain("∞");
    }

    [Theory]
    [InlineData(1000, 1000)]
    [InlineData(1001, 501)]
    [InlineData(2500, 834)]
    public void Large_grids_are_aggregated(int tasks, int squares)
    {
        var blocks = Page(SampleReport.Full(tasks)).Descendants("figure").Where(f => (string?)f.Attribute("class") == "block").ToArray();

        blocks.Length.ShouldBe(5);
        blocks.ShouldAllBe(b => b.Descendants("path").Sum(p => ((string)p.Attribute("d")!).Count(c => c == 'M')) == squares);
    }

    [Fact]
    public void The_task_table_is_limited_and_its_counts_cover_all_tasks()
    {
        var model = SampleReport.Full(1000);
        var section = Section(Page(model), "tasks");

        section.Descendants("tbody").Single().Elements("tr").Count().ShouldBe(200);
        section.Element("p")!.Elements("b").Take(6).Sum(b => int.Parse(b.Value, NumberStyles.AllowThousands, CultureInfo.InvariantCulture)).ShouldBe(1000);
    }

    [Fact]
    public void The_task_table_takes_every_kind_before_it_takes_more_of_one()
    {
        var common = Enumerable.Range(0, 500).Select(i => new TaskHistory { Id = $"common{i}", Solved = [false, true], Beneficial = 1, Harmful = 1 });
        var model = SampleReport.Empty with
        {
            Tasks = new TaskAccounts
            {
                Method = "EEF",
                Stages = ["expert", "BC"],
                Tasks = [.. common, new TaskHistory { Id = "regressed", Solved = [true, false] }, new TaskHistory { Id = "never", Solved = [false, false] }],
            },
        };

        var shown = Section(Page(model), "tasks").Descendants("tbody").Single().Elements("tr").Select(r => r.Descendants("small").Single().Value).ToArray();
        shown.Take(3).ShouldBe(["common0", "regressed", "never"]);
    }

    private static ReportModel Sample(string name) => name switch
    {
        "full" => SampleReport.Full(120),
        "cloned" => SampleReport.OnlyCloned(),
        _ => SampleReport.Empty,
    };

    private static XDocument Page(ReportModel model) => XDocument.Parse(ReportWriter.Render(model));

    private static XElement Section(XDocument page, string id) => page.Descendants("section").Single(s => (string?)s.Attribute("id") == id);

    private static string[] Cells(XElement section, string row, int table) =>
        [.. section.Descendants("table").ElementAt(table).Descendants("tr").Single(r => Text(r.Element("th")!) == row).Elements("td").Select(Text)];

    private static string Text(XElement element) => element.Value.Replace('\u202F', ' ').Trim();
}
