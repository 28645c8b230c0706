using System.Net;
using System.Text.Json;
using Gleaner.Viewer.Library;

namespace Gleaner.Viewer.Tests.Serving;

/// <summary>News of a run that goes on.</summary>
public sealed class LiveStreamTests
{
    [Fact]
    public async Task Events_say_how_far_the_stage_is_and_whoever_comes_back_hears_what_changed_meanwhile()
    {
        await using var viewer = await (await RunningViewer.StartAsync(("run", MadeUpRun.Shape(isUnfinished: true)))).LogInAsync();

        var (first, news) = await HearAsync(viewer, heard: null);
        await AppendAsync(viewer, 7);
        await AppendAsync(viewer, 4);
        var (second, later) = await HearAsync(viewer, first);

        Stage(news).GetProperty("name").GetString().ShouldBe("EEF, seed 1, iteration 2: exploring");
        Stage(news).GetProperty("done").GetInt64().ShouldBe(4);
        Stage(news).GetProperty("expected").GetInt64().ShouldBe(24, "as many as the iteration before");
        news.GetProperty("isFinished").GetBoolean().ShouldBeFalse();
        second.ShouldNotBe(first);
        Stage(later).GetProperty("done").GetInt64().ShouldBe(6, "nothing is lost");
        viewer.Defects.ShouldBeEmpty();
    }

    [Fact]
    public async Task An_event_comes_over_a_connection_that_is_open_when_the_run_goes_on()
    {
        await using var viewer = await (await RunningViewer.StartAsync(("run", MadeUpRun.Shape(isUnfinished: true)))).LogInAsync();
        using var answer = await OpenAsync(viewer, null);
        using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));
        await EventAsync(reader);

        await AppendAsync(viewer, 7);
        JsonElement news;
        do
        {
            (_, news) = await EventAsync(reader);
        }
        while (Stage(news).GetProperty("done").GetInt64() == 4);

        Stage(news).GetProperty("done").GetInt64().ShouldBe(5);
    }

    [Fact]
    public async Task A_run_that_is_not_there_has_no_news()
    {
        await using var viewer = await (await RunningViewer.StartAsync(("run", MadeUpRun.Shape()))).LogInAsync();

        (await viewer.GetAsync("/run/other/events")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public void A_pace_is_of_the_last_two_minutes()
    {
        var time = new ManualClock();
        var pace = new Pace(time);

        pace.Observe(100).ShouldBeNull();
        time.Advance(TimeSpan.FromSeconds(1));
        pace.Observe(110).ShouldBeNull("a second says little");
        time.Advance(TimeSpan.FromSeconds(9));
        pace.Observe(200).ShouldBe(10);
        for (var minute = 0; minute < 10; minute++)
        {
            time.Advance(TimeSpan.FromMinutes(1));
            pace.Observe(200 + (minute * 60));
        }

        pace.Observe(200 + (9 * 60)).ShouldBe(1);
        pace.Observe(3).ShouldBeNull("another count began");
    }

    private static JsonElement Stage(JsonElement news) => news.GetProperty("stages").EnumerateArray().Single();

    private static async Task<(string Id, JsonElement News)> HearAsync(RunningViewer viewer, string? heard)
    {
        using var answer = await OpenAsync(viewer, heard);
        using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));
        return await EventAsync(reader);
    }

    private static async Task<HttpResponseMessage> OpenAsync(RunningViewer viewer, string? heard)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/run/run/events");
        if (heard is not null)
        {
            request.Headers.Add("Last-Event-ID", heard);
        }

        var answer = await viewer.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("text/event-stream");
        answer.Content.Headers.ContentDisposition.ShouldBeNull();
        return answer;
    }

    private static async Task<(string Id, JsonElement News)> EventAsync(StreamReader reader)
    {
        var id = "";
        while (await reader.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
        {
            if (line.StartsWith("id: ", StringComparison.Ordinal))
            {
                id = line[4..];
            }
            else if (line.StartsWith("data: ", StringComparison.Ordinal))
            {
                return (id, JsonSerializer.Deserialize<JsonElement>(line[6..]));
            }
        }

        throw new InvalidOperationException("The events ended.");
    }

    private static Task AppendAsync(RunningViewer viewer, int task) => File.AppendAllTextAsync(
        Path.Combine(viewer.Runs, "run", "seed-1", "EEF", "iteration-2", "rollouts.journal"),
        System.Text.Encoding.UTF8.GetString(Gleaner.Json.JsonLines.ToLine(MadeUpRun.Shape().Record(task, 0, 0, 2))), TestContext.Current.CancellationToken);
}
