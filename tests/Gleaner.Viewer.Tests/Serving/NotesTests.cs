using System.Net;
using Gleaner.Viewer.Notes;

namespace Gleaner.Viewer.Tests.Serving;

public sealed class NotesTests
{
    private static string Rollout => RunningViewer.RolloutOf(2, 1).ToString();

    [Fact]
    public async Task A_note_is_kept_beside_the_run_and_can_be_removed()
    {
        await using var viewer = await (await RunningViewer.StartAsync(("run", MadeUpRun.Shape()))).LogInAsync();
        await viewer.PageAsync("/run/run");

        using var noted = await PostAsync(viewer, ("rollout", Rollout), ("step", "1"), ("mark", "odd"), ("text", "Why <b>east</b>?"));
        var page = await viewer.PageAsync($"/run/run/rollout/{Rollout}");
        var all = await viewer.PageAsync("/run/run/notes");
        using var removed = await PostAsync(viewer, ("rollout", Rollout), ("remove", "1"));

        noted.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        page.ShouldContain("Why &lt;b&gt;east&lt;/b&gt;?");
        all.ShouldContain($"/run/run/rollout/{Rollout}#step-1");
        all.ShouldContain("EEF, seed 1, iteration 1, from s2 of made-up-expert, step 1", customMessage: "whose rollout it is");
        removed.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        (await viewer.PageAsync("/run/run/notes")).ShouldContain("Nobody has noted anything yet.");
        File.Exists(Path.Combine(viewer.Runs, "run", RunNotes.FileName)).ShouldBeTrue();
    }

    [Theory]
    [InlineData("https://evil.example")]
    [InlineData(null)]
    public async Task A_note_from_another_site_or_from_nowhere_is_refused(string? origin)
    {
        await using var viewer = await (await RunningViewer.StartAsync(("run", MadeUpRun.Shape()))).LogInAsync();
        await viewer.PageAsync("/run/run");

        using var answer = await PostAsync(viewer, origin, ("rollout", Rollout), ("mark", "good"));

        answer.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        File.Exists(Path.Combine(viewer.Runs, "run", RunNotes.FileName)).ShouldBeFalse();
    }

    [Theory]
    [InlineData("0000000000000000", "good", "", HttpStatusCode.NotFound)]
    [InlineData("ROLLOUT", "", "", HttpStatusCode.BadRequest)]
    [InlineData("ROLLOUT", "splendid", "", HttpStatusCode.BadRequest)]
    public async Task A_note_on_nothing_or_that_says_nothing_is_refused(string rollout, string mark, string text, HttpStatusCode status)
    {
        await using var viewer = await (await RunningViewer.StartAsync(("run", MadeUpRun.Shape()))).LogInAsync();
        await viewer.PageAsync("/run/run");

        using var answer = await PostAsync(viewer, ("rollout", rollout == "ROLLOUT" ? Rollout : rollout), ("mark", mark), ("text", text));

        answer.StatusCode.ShouldBe(status);
        viewer.Defects.ShouldBeEmpty();
    }

    private static Task<HttpResponseMessage> PostAsync(RunningViewer viewer, params (string Name, string Value)[] fields) =>
        PostAsync(viewer, viewer.Root.GetLeftPart(UriPartial.Authority), fields);

    private static async Task<HttpResponseMessage> PostAsync(RunningViewer viewer, string? origin, params (string Name, string Value)[] fields)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(viewer.Root, "/run/run/notes"))
        {
            Content = new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Name, field.Value))),
        };
        if (origin is not null)
        {
            request.Headers.Add("Origin", origin);
        }

        return await viewer.Client.SendAsync(request, TestContext.Current.CancellationToken);
    }
}
