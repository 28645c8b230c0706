using System.Net;
using System.Text.RegularExpressions;

namespace Gleaner.Viewer.Tests.Serving;

public sealed class SecurityTests
{
    [Fact]
    public async Task Without_the_token_nothing_is_shown()
    {
        await using var viewer = await RunningViewer.StartAsync(("run", MadeUpRun.Shape()));

        foreach (var address in new[] { "/", "/run/run", "/assets/viewer.js", "/run/run/search", "/run/run/live" })
        {
            using var answer = await viewer.GetAsync(address);
            answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized, address);
        }
    }

    [Fact]
    public async Task The_printed_address_works_once_and_its_cookie_is_kept_from_scripts_and_other_sites()
    {
        await using var viewer = await RunningViewer.StartAsync(("run", MadeUpRun.Shape()));

        using var first = await viewer.Client.GetAsync(viewer.Url, TestContext.Current.CancellationToken);
        using var stranger = new HttpClient();
        using var second = await stranger.GetAsync(viewer.Url, TestContext.Current.CancellationToken);
        using var page = await viewer.GetAsync("/");

        var cookie = first.Headers.GetValues("Set-Cookie").ShouldHaveSingleItem();
        cookie.ShouldContain("httponly");
        cookie.ShouldContain("samesite=strict");
        cookie.ShouldNotContain(viewer.Url.Query[^64..]);
        second.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        page.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("evil.example")]
    [InlineData("127.0.0.1")]
    [InlineData("127.0.0.1:1")]
    [InlineData("localhost.evil.example:PORT")]
    [InlineData("0.0.0.0:PORT")]
    public async Task A_request_under_another_name_is_refused(string host)
    {
        await using var viewer = await (await RunningViewer.StartAsync(("run", MadeUpRun.Shape()))).LogInAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, viewer.Root) { Headers = { Host = host.Replace("PORT", $"{viewer.Root.Port}", StringComparison.Ordinal) } };

        using var answer = await viewer.Client.SendAsync(request, TestContext.Current.CancellationToken);

        answer.StatusCode.ShouldBe(HttpStatusCode.MisdirectedRequest);
    }

    [Theory]
    [InlineData("Origin", "https://evil.example", HttpStatusCode.Forbidden)]
    [InlineData("Origin", "null", HttpStatusCode.Forbidden)]
    [InlineData("Origin", "http://127.0.0.1:1", HttpStatusCode.Forbidden)]
    [InlineData("Origin", "http://localhost:PORT", HttpStatusCode.OK)]
    [InlineData("Sec-Fetch-Site", "cross-site", HttpStatusCode.Forbidden)]
    [InlineData("Sec-Fetch-Site", "same-site", HttpStatusCode.Forbidden)]
    [InlineData("Sec-Fetch-Site", "same-origin", HttpStatusCode.OK)]
    public async Task A_request_from_another_site_is_refused(string header, string value, HttpStatusCode status)
    {
        await using var viewer = await (await RunningViewer.StartAsync(("run", MadeUpRun.Shape()))).LogInAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, viewer.Root);
        request.Headers.Add(header, value.Replace("PORT", $"{viewer.Root.Port}", StringComparison.Ordinal));

        using var answer = await viewer.Client.SendAsync(request, TestContext.Current.CancellationToken);

        answer.StatusCode.ShouldBe(status);
    }

    [Theory]
    [InlineData("/run/run/search?q=won", "cross-site", "navigate", "document", HttpStatusCode.OK)]
    [InlineData("//evil.example/run", "cross-site", "navigate", "document", HttpStatusCode.OK)]
    [InlineData("/run/run", "same-origin", "navigate", "document", HttpStatusCode.Unauthorized)]
    [InlineData("/run/run", "none", "navigate", "document", HttpStatusCode.Unauthorized)]
    [InlineData("/run/run", "cross-site", "no-cors", "image", HttpStatusCode.Forbidden)]
    [InlineData("/run/run", "cross-site", "navigate", "iframe", HttpStatusCode.Forbidden)]
    public async Task A_link_from_elsewhere_that_has_no_cookie_is_asked_for_again_from_here(string path, string site, string mode, string destination, HttpStatusCode status)
    {
        await using var viewer = await RunningViewer.StartAsync(("run", MadeUpRun.Shape()));
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{viewer.Root.GetLeftPart(UriPartial.Authority)}{path}");
        request.Headers.Add("Sec-Fetch-Site", site);
        request.Headers.Add("Sec-Fetch-Mode", mode);
        request.Headers.Add("Sec-Fetch-Dest", destination);

        using var answer = await viewer.Client.SendAsync(request, TestContext.Current.CancellationToken);

        answer.StatusCode.ShouldBe(status);
        answer.Headers.TryGetValues("Refresh", out var refresh).ShouldBe(status == HttpStatusCode.OK);
        if (status == HttpStatusCode.OK)
        {
            refresh!.ShouldHaveSingleItem().ShouldBe($"0; url={request.RequestUri!.AbsoluteUri}");
            (await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldNotContain("<script");
        }
    }

    [Theory]
    [InlineData("/run/..%2F..%2Fetc")]
    [InlineData("/run/%2Fetc%2Fpasswd")]
    [InlineData("/run/run/..%2F..%2Fx/tasks")]
    [InlineData("/run/run/rollout/..%2F..%2F..%2Fetc%2Fpasswd")]
    [InlineData("/run/run/rollout/0000000000000000")]
    [InlineData("/run/run/rollout/zzzzzzzzzzzzzzzz")]
    [InlineData("/assets/..%2Fviewer.js")]
    [InlineData("/assets/%2e%2e%2frun.json")]
    [InlineData("/run/run/run.json")]
    [InlineData("/run/run/rollouts.exe")]
    [InlineData("/nothing")]
    public async Task No_name_in_an_address_becomes_a_path(string address)
    {
        await using var viewer = await (await RunningViewer.StartAsync(("run", MadeUpRun.Shape()))).LogInAsync();

        using var answer = await viewer.GetAsync(address);

        answer.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldNotContain(viewer.Runs);
        viewer.Defects.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("POST")]
    [InlineData("PUT")]
    [InlineData("DELETE")]
    public async Task Nothing_but_notes_can_be_changed(string method)
    {
        await using var viewer = await (await RunningViewer.StartAsync(("run", MadeUpRun.Shape()))).LogInAsync();
        foreach (var address in await viewer.AddressesAsync("run"))
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(viewer.Root, address));
            request.Headers.Add("Origin", viewer.Root.GetLeftPart(UriPartial.Authority));

            using var answer = await viewer.Client.SendAsync(request, TestContext.Current.CancellationToken);

            answer.StatusCode.ShouldBeOneOf(HttpStatusCode.MethodNotAllowed, HttpStatusCode.NotFound);
        }
    }

    [Fact]
    public async Task No_text_of_a_run_becomes_markup_on_any_page()
    {
        const string Spice = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>&lt;b&gt;{{7*7}}</textarea><!--";
        await using var viewer = await (await RunningViewer.StartAsync(("run", MadeUpRun.Shape(spice: Spice)))).LogInAsync();

        foreach (var address in await viewer.AddressesAsync("run"))
        {
            var page = await viewer.PageAsync(address);

            page.ShouldNotContain("<script>alert", Case.Insensitive, address);
            page.ShouldNotContain("<img", Case.Insensitive, address);
            page.ShouldNotContain("<!--", Case.Insensitive, address);
            // Inline scripts, handlers and styles would not be allowed; there are none.
            Regex.Matches(page, "<script(?! src=)", RegexOptions.IgnoreCase).ShouldBeEmpty(address);
            Regex.Matches(page, "<[^>]* (on[a-z]+|style)=", RegexOptions.IgnoreCase).ShouldBeEmpty(address);
        }

        // What was typed into an address comes back as text as well.
        (await viewer.PageAsync($"/run/run/search?q={Uri.EscapeDataString(Spice)}")).ShouldNotContain("<script>alert");
        (await viewer.PageAsync($"/?q={Uri.EscapeDataString(Spice)}")).ShouldNotContain("<script>alert");
    }

    [Fact]
    public async Task Every_answer_forbids_scripts_and_frames_of_others()
    {
        await using var viewer = await (await RunningViewer.StartAsync(("run", MadeUpRun.Shape()))).LogInAsync();

        foreach (var address in (await viewer.AddressesAsync("run")).Append("/nothing").Append("/assets/viewer.css"))
        {
            using var answer = await viewer.GetAsync(address);

            var policy = answer.Headers.GetValues("Content-Security-Policy").ShouldHaveSingleItem();
            policy.ShouldStartWith("default-src 'none'; script-src 'self'; style-src 'self'");
            policy.ShouldNotContain("unsafe");
            answer.Headers.GetValues("X-Content-Type-Options").ShouldBe(["nosniff"]);
        }
    }
}
