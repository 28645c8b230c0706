using System.Text.RegularExpressions;
using Gleaner.Experiments;
using Gleaner.Runs;
using Gleaner.Viewer.Exporting;
using Gleaner.Viewer.Index;
using Gleaner.Viewer.Library;
using Gleaner.Viewer.Tests.Serving;
using Gleaner.Web;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace Gleaner.Viewer.Tests.Browser;

[Trait("Category", "Long")]
public sealed class BrowserTests(ChromiumFixture chromium) : IClassFixture<ChromiumFixture>
{
    private const string Spice = "<script>document.title='taken'</script>\"'><img src=x onerror=\"document.title='taken'\">";

    private static readonly string TaskPath = $"/run/run/seed-1.EEF/task/{IndexWriter.SlugOf(MadeUpRun.Training(0).Value)}";

    [Fact]
    public async Task From_the_printed_address_to_a_note_on_a_rollout_by_following_links()
    {
        var page = await chromium.OpenAsync();
        await using var viewer = await RunningViewer.StartAsync(("run", MadeUpRun.Shape()));

        await FollowLinksAsync(page, viewer);
    }

    [Fact]
    public async Task The_same_by_https()
    {
        var page = await chromium.OpenAsync();
        using var folder = new TemporaryFolder();
        using var authority = new TestAuthority();
        var (file, key) = authority.Write(folder, "server", "127.0.0.1");
        using var certificate = ServerCertificate.Load(file, key, null);
        await using var viewer = await RunningViewer.StartAsync(options => options with { Certificate = certificate }, authority);

        await FollowLinksAsync(page, viewer);

        page.Url.ShouldStartWith("https://127.0.0.1:");
        (await page.Context.CookiesAsync()).ShouldHaveSingleItem().Secure.ShouldBeTrue();
    }

    [Fact]
    public async Task The_keys_walk_through_steps_stages_and_tasks()
    {
        var page = await chromium.OpenAsync();
        await using var viewer = await RunningViewer.StartAsync(("run", MadeUpRun.Shape()));
        await LetInAsync(page, viewer);
        await page.GotoAsync($"{viewer.Root}{TaskPath[1..]}/1");

        await page.Keyboard.PressAsync("j");
        await page.Keyboard.PressAsync("j");
        await Assertions.Expect(page).ToHaveURLAsync(new Regex($"#{MadeUpRun.Expert}-s1$"));
        await page.Keyboard.PressAsync("k");
        await Assertions.Expect(page).ToHaveURLAsync(new Regex($"#{MadeUpRun.Expert}-s0$"));
        await page.Keyboard.PressAsync("l");
        await Assertions.Expect(page.Locator("[data-branch]").First).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page).ToHaveURLAsync(new Regex("/rollout/"));
        await page.GoBackAsync();
        await page.Keyboard.PressAsync("]");
        await Assertions.Expect(page).ToHaveURLAsync(new Regex($"{TaskPath}/2$"));
        await page.Keyboard.PressAsync("n");
        await Assertions.Expect(page).ToHaveURLAsync(new Regex($"/task/{IndexWriter.SlugOf(MadeUpRun.Training(1).Value)}$"));
        await page.Keyboard.PressAsync("?");
        await Assertions.Expect(page.GetByRole(AriaRole.Dialog)).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("Escape");
        await page.Keyboard.PressAsync("/");
        await page.Keyboard.TypeAsync("-won:y");
        await Assertions.Expect(page.GetByRole(AriaRole.Option)).ToHaveCountAsync(1);
        await Assertions.Expect(page.GetByRole(AriaRole.Option)).ToHaveTextAsync("-won:yes ");
        await page.Keyboard.PressAsync("ArrowDown");
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page).ToHaveURLAsync(new Regex(@"/search\?q=-won"));

        await Assertions.Expect(page.GetByRole(AriaRole.Row).Nth(1)).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_deep_link_marks_its_step()
    {
        var page = await chromium.OpenAsync();
        await using var viewer = await RunningViewer.StartAsync(("run", MadeUpRun.Shape()));
        await LetInAsync(page, viewer);
        await page.GotoAsync($"{viewer.Root}run/run");

        await page.GotoAsync($"{viewer.Root}run/run/rollout/{RunningViewer.RolloutOf(4, 1)}#step-5");

        (await page.Locator("[data-step].here").GetAttributeAsync("id")).ShouldBe("step-5");
    }

    [Fact]
    public async Task No_text_of_a_run_acts_on_any_page()
    {
        var page = await chromium.OpenAsync();
        var complaints = new List<string>();
        page.Console += (_, message) =>
        {
            if (message.Type == "error")
            {
                complaints.Add(message.Text);
            }
        };
        page.PageError += (_, error) => complaints.Add(error);
        await using var viewer = await RunningViewer.StartAsync(("run", MadeUpRun.Shape(spice: Spice)));
        await LetInAsync(page, viewer);
        foreach (var address in RunningViewer.Addresses("run"))
        {
            await page.GotoAsync(new Uri(viewer.Root, address).ToString());

            (await page.TitleAsync()).ShouldNotBe("taken", address);
            (await page.Locator("img").CountAsync()).ShouldBe(0, address);
            (await page.Locator("script:not([src])").CountAsync()).ShouldBe(0, address);
        }

        complaints.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(390, ColorScheme.Light)]
    [InlineData(1400, ColorScheme.Dark)]
    [InlineData(2560, ColorScheme.Light)]
    public async Task No_page_is_wider_than_the_window(int width, ColorScheme scheme)
    {
        var page = await chromium.OpenAsync(width, scheme);
        await using var viewer = await RunningViewer.StartAsync(("run", MadeUpRun.Shape(spice: "and-a-word-that-is-much-longer-than-any-column-of-a-table-would-like-it-to-be")));
        await LetInAsync(page, viewer);
        foreach (var address in RunningViewer.Addresses("run"))
        {
            await page.GotoAsync(new Uri(viewer.Root, address).ToString());

            (await page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth")).ShouldBeLessThanOrEqualTo(0, address);
        }
    }

    [Fact]
    public async Task Every_page_has_one_heading_landmarks_and_names_for_what_can_be_used()
    {
        var page = await chromium.OpenAsync();
        await using var viewer = await RunningViewer.StartAsync(("run", MadeUpRun.Shape()));
        await LetInAsync(page, viewer);
        foreach (var address in RunningViewer.Addresses("run"))
        {
            await page.GotoAsync(new Uri(viewer.Root, address).ToString());

            (await page.GetByRole(AriaRole.Main).CountAsync()).ShouldBe(1, address);
            (await page.Locator("h1").CountAsync()).ShouldBe(1, address);
            (await page.EvaluateAsync<string[]>(
                """
                [...document.querySelectorAll("a[href], button, input:not([type=hidden]), select, summary, [tabindex='0']")]
                  .filter(item => item.checkVisibility() && !(item.getAttribute("aria-label") || item.getAttribute("aria-labelledby") || item.labels?.length || item.textContent.trim()))
                  .map(item => item.outerHTML.slice(0, 120))
                """)).ShouldBeEmpty(address);
            (await page.EvaluateAsync<string[]>("[...document.querySelectorAll('[id]')].map(item => item.id).filter((id, i, all) => all.indexOf(id) !== i)")).ShouldBeEmpty(address);
        }
    }

    [Theory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task Axe_finds_nothing_serious_on_any_page(ColorScheme scheme)
    {
        var page = await chromium.OpenAsync(1400, scheme);
        await using var viewer = await RunningViewer.StartAsync(("run", MadeUpRun.Shape()));
        await LetInAsync(page, viewer);
        var complaints = new List<string>();
        foreach (var address in RunningViewer.Addresses("run"))
        {
            await page.GotoAsync(new Uri(viewer.Root, address).ToString());

            var found = await page.RunAxe();
            complaints.AddRange(found.Violations.Where(violation => violation.Impact is "serious" or "critical")
                .SelectMany(violation => violation.Nodes.Take(3).Select(node => $"{address}: {violation.Id}: {node.Html}")));
        }

        complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_run_that_goes_on_says_so_on_the_page_that_is_open()
    {
        var page = await chromium.OpenAsync();
        await using var viewer = await RunningViewer.StartAsync(("run", MadeUpRun.Shape(isUnfinished: true)));
        await LetInAsync(page, viewer);
        await page.GotoAsync($"{viewer.Root}run/run/search?q=iteration%3A2");
        await Assertions.Expect(page.GetByText("4 rollouts")).ToBeVisibleAsync();

        await AppendAsync(viewer, 7);
        await page.GetByRole(AriaRole.Link, new() { Name = "Show what is new" }).ClickAsync();

        await Assertions.Expect(page.GetByText("5 rollouts")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task The_page_of_a_run_that_goes_on_keeps_up_by_itself_also_after_it_was_hidden()
    {
        var page = await chromium.OpenAsync();
        await using var viewer = await RunningViewer.StartAsync(("run", MadeUpRun.Shape(isUnfinished: true)));
        await LetInAsync(page, viewer);
        await page.GotoAsync($"{viewer.Root}run/run");
        await Assertions.Expect(page.Locator("[data-live-text]")).ToContainTextAsync("EEF, seed 1, iteration 2: exploring, 4 of about 24 rollouts");
        (await page.GetByRole(AriaRole.Progressbar).GetAttributeAsync("value")).ShouldBe("4");

        await AppendAsync(viewer, 7);
        await Assertions.Expect(page.GetByRole(AriaRole.Progressbar)).ToHaveAttributeAsync("value", "5");
        await Assertions.Expect(page.Locator("[data-live-part=newest] tbody tr").First).ToContainTextAsync("room 7");
        await SetHiddenAsync(page, true);
        await AppendAsync(viewer, 4);
        await SetHiddenAsync(page, false);

        await Assertions.Expect(page.GetByRole(AriaRole.Progressbar)).ToHaveAttributeAsync("value", "6");
        await Assertions.Expect(page.Locator("[data-live-part=newest] tbody tr").First).ToContainTextAsync("room 4");
    }

    [Fact]
    public async Task Exported_pages_are_searched_without_a_server()
    {
        var page = await chromium.OpenAsync();
        using var folder = new TemporaryFolder();
        MadeUpRun.Write(folder.File("runs", "run"), MadeUpRun.Shape(spice: Spice));
        await StaticExport.WriteAsync(
            new ViewerOptions { Runs = [folder.File("runs")] }, folder.File("pages"), new NoWorlds(), new DiskRunFiles(), TimeProvider.System, TestContext.Current.CancellationToken);
        await page.GotoAsync(new Uri(folder.File("pages", "run", "run.html")).ToString());

        await page.Keyboard.PressAsync("/");
        await page.Keyboard.TypeAsync("method:EEF iteration:1 kind:exploration won:yes \"go east\"");
        await page.Keyboard.PressAsync("Enter");

        await Assertions.Expect(page).ToHaveURLAsync(new Regex(@"/run/run/search\.html\?q=method"));
        await Assertions.Expect(page.GetByRole(AriaRole.Status).Last).ToContainTextAsync("rollouts match the query");
        var expected = from task in Enumerable.Range(0, 8)
                       from step in new[] { 0, 2, 4 }
                       let record = MadeUpRun.Shape().Record(task, step, 0, 1)
                       where record.Return >= 1 && record.Turns.Any(turn => turn.Action.StartsWith("go[east]", StringComparison.Ordinal))
                       select IndexWriter.IdOf("seed-1/EEF/iteration-1/rollouts", record.Key).ToString();
        var links = await page.EvaluateAsync<string[]>("[...document.querySelectorAll('#found tbody a')].map(link => link.href)");
        links.Select(link => Path.GetFileNameWithoutExtension(new Uri(link).LocalPath)).ShouldBe(expected);
        links.ShouldAllBe(link => File.Exists(new Uri(link).LocalPath));
        (await page.TitleAsync()).ShouldNotBe("taken");
        (await page.Locator("img").CountAsync()).ShouldBe(0);

        await page.GotoAsync(new Uri(folder.File("pages", "run", "run", "search.html")) + "?q=saw%3Adoors+steps%3C0");
        await Assertions.Expect(page.GetByRole(AriaRole.Status).Last).ToContainTextAsync("What was seen is not in the exported index");
        var found = await page.RunAxe();
        found.Violations.Where(violation => violation.Impact is "serious" or "critical").Select(violation => violation.Id).ShouldBeEmpty();
    }

    [Fact]
    public async Task Exported_pages_open_from_disk_and_all_their_links_lead_somewhere()
    {
        var page = await chromium.OpenAsync();
        using var folder = new TemporaryFolder();
        MadeUpRun.Write(folder.File("runs", "run"), MadeUpRun.Shape(spice: new string('y', 3_000)));
        var output = folder.File("pages");
        await StaticExport.WriteAsync(
            new ViewerOptions { Runs = [folder.File("runs")] }, output, new NoWorlds(), new DiskRunFiles(), TimeProvider.System, TestContext.Current.CancellationToken);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var left = new Stack<string>([new Uri(Path.Combine(output, "index.html")).ToString()]);
        while (left.TryPop(out var address))
        {
            if (!seen.Add(address) || !address.EndsWith(".html", StringComparison.Ordinal))
            {
                continue;
            }

            await page.GotoAsync(address);
            (await page.EvaluateAsync<string>("getComputedStyle(document.body).fontSize")).ShouldBe("14px", $"{address}: without its style");
            foreach (var link in await page.EvaluateAsync<string[]>("[...document.querySelectorAll('a[href]')].map(link => link.href.split('#')[0])"))
            {
                File.Exists(new Uri(link).LocalPath).ShouldBeTrue($"{address} links to {link}");
                left.Push(link);
            }
        }

        seen.Count.ShouldBeGreaterThan(80);
        await page.GotoAsync(new Uri(Path.Combine(output, "run", "run", "seed-1.EEF", "task", $"{IndexWriter.SlugOf(MadeUpRun.Training(0).Value)}.html")).ToString());
        await page.Keyboard.PressAsync("j");
        (await page.Locator("[data-step].here").CountAsync()).ShouldBe(1, "the keys work from disk");
    }

    private static async Task FollowLinksAsync(IPage page, RunningViewer viewer)
    {
        await page.GotoAsync(viewer.Url.ToString());
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Runs" })).ToBeVisibleAsync();
        while (!(await (await page.Context.APIRequest.GetAsync($"{viewer.Root}run/run/live")).TextAsync()).Contains("\"ready\":true", StringComparison.Ordinal))
        {
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
        }

        await page.GetByRole(AriaRole.Link, new() { Name = "run", Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Row).Filter(new() { HasText = "EEF" }).GetByRole(AriaRole.Link, new() { Name = "EEF", Exact = true }).First.ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Find the way out of room 0" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "side by side" }).First.ClickAsync();

        await Assertions.Expect(page).ToHaveTitleAsync(new Regex("^Side by side"));
        new Uri(page.Url).Query.ShouldBeEmpty("no token is left in an address");
        await page.GoBackAsync();
        await Assertions.Expect(page).ToHaveURLAsync(new Regex($"{TaskPath}$"));

        // A note is the one thing that must say which site it comes from.
        await page.GotoAsync($"{viewer.Root}run/run/rollout/{RunningViewer.ExpertRun}");
        await page.GetByLabel("Mark").SelectOptionAsync("odd");
        await page.GetByRole(AriaRole.Button, new() { Name = "Note", Exact = true }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Button, new() { Name = "Remove note 1" })).ToBeVisibleAsync();
    }

    // A rollout of the stage that is under way.
    private static Task AppendAsync(RunningViewer viewer, int task) => File.AppendAllTextAsync(
        Path.Combine(viewer.Runs, "run", "seed-1", "EEF", "iteration-2", "rollouts.journal"),
        System.Text.Encoding.UTF8.GetString(Gleaner.Json.JsonLines.ToLine(MadeUpRun.Shape().Record(task, 0, 0, 2))), TestContext.Current.CancellationToken);

    // As when another tab is in front.
    private static Task SetHiddenAsync(IPage page, bool isHidden) => page.EvaluateAsync(
        "hidden => { Object.defineProperty(document, 'hidden', { value: hidden, configurable: true }); document.dispatchEvent(new Event('visibilitychange')); }", isHidden);

    // With the cookie that the printed address gave, and the runs indexed.
    private static async Task LetInAsync(IPage page, RunningViewer viewer)
    {
        await viewer.LogInAsync();
        await viewer.WarmAsync("run");
        await page.Context.AddCookiesAsync([.. viewer.Cookies.GetCookies(viewer.Root).Select(cookie => new Cookie { Name = cookie.Name, Value = cookie.Value, Url = viewer.Root.ToString() })]);
    }

    private sealed class NoWorlds : IRunWorlds
    {
        public ValueTask<World> OpenAsync(string runFolder, CancellationToken cancellationToken) => throw new GleanerException("No world is needed.");
    }
}
