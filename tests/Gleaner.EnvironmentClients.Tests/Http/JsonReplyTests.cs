using Gleaner.EnvironmentClients.Http;
using Gleaner.EnvironmentClients.OpenEnv;

namespace Gleaner.EnvironmentClients.Tests.Http;

public class JsonReplyTests
{
    [Fact]
    public void Half_a_character_or_a_mark_in_a_reply_costs_no_rollout()
    {
        var reply = JsonReply.Parse("GET here", """{"text": "a\ud83d", "list": ["\ude00"], "\ud83d": 1}"""u8);

        reply.Text("text").ShouldBe("a\uFFFD");
        reply.Texts("list").ShouldBe(["\uFFFD"]);
        JsonReply.Parse("GET here", "\uFEFF{\"text\":\"b\"}"u8).Text("text").ShouldBe("b", "a byte order mark says nothing");
        ObservationForm.Of(null, null).Read(reply).ShouldBe("{\"list\":[\"\uFFFD\"],\"text\":\"a\uFFFD\",\"\uFFFD\":1}");
    }
}
