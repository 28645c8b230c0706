using Gleaner.Endpoints.OpenAI;
using Gleaner.Endpoints.Tokens;

namespace Gleaner.Endpoints.Tests.OpenAI;

/// <summary>The shapes that servers give ids and log-probabilities in, and what is no exact record.</summary>
public sealed class ExactTokensTests
{
    [Theory]
    [InlineData("""{"token_ids":[1,2],"logprobs":{"content":[{"token":"a","logprob":-1},{"token":"b","logprob":-0.5}]}}""")]
    [InlineData("""{"logprobs":{"content":[{"token":"token_id:1","logprob":-1},{"token":"token_id:2","logprob":-0.5}]}}""")]
    [InlineData("""{"logprobs":{"content":[{"id":1,"token":"a","logprob":-1},{"id":2,"token":"b","logprob":-0.5}]}}""")]
    [InlineData("""{"meta_info":{"output_token_logprobs":[[-1,1,"a"],[-0.5,2,"b"]]}}""")]
    public void Every_servers_shape_is_read(string choice)
    {
        var tokens = Read(choice).ShouldNotBeNull();
        tokens.Ids.ShouldBe([1, 2]);
        tokens.LogProbability.ShouldBe(-1.5);
    }

    [Theory]
    [InlineData("""{}""")]
    [InlineData("""{"token_ids":[1,2]}""")]
    [InlineData("""{"token_ids":[1,2],"logprobs":null}""")]
    [InlineData("""{"token_ids":[1],"logprobs":{"content":[{"token":"a","logprob":-1},{"token":"b","logprob":-0.5}]}}""")]
    [InlineData("""{"token_ids":[-1],"logprobs":{"content":[{"token":"a","logprob":-1}]}}""")]
    [InlineData("""{"token_ids":[1],"logprobs":{"content":[{"token":"a","logprob":0.5}]}}""")]
    [InlineData("""{"logprobs":{"content":[{"token":"a","logprob":-1}]}}""")]
    [InlineData("""{"meta_info":{"output_token_logprobs":[[-1],[2]]}}""")]
    [InlineData("""{"meta_info":7}""")]
    public void What_does_not_fit_together_is_text_only(string choice) => Read(choice).ShouldBeNull();

    [Theory]
    [InlineData("stop", 2, true)]
    [InlineData("stop", 3, true)]
    [InlineData("stop", 4, false)]
    [InlineData("length", 2, true)]
    [InlineData("length", 3, false)]
    public void Fewer_tokens_than_were_counted_are_not_exact_but_for_the_one_that_ends_a_turn(string finish, int counted, bool isExact)
    {
        var body = $$$"""{"choices":[{"message":{"content":"ab"},"finish_reason":"{{{finish}}}","logprobs":{"content":[{"id":1,"token":"a","bytes":[97],"logprob":-1},{"id":2,"token":"b","bytes":[98],"logprob":-1}]}}],"usage":{"prompt_tokens":5,"completion_tokens":{{{counted}}}}}""";
        var response = ChatResponseBody.Read(System.Text.Encoding.UTF8.GetBytes(body))!;
        (ExactTokens.Of(response) is not null, ExactTokens.AreIncomplete(response)).ShouldBe((isExact, !isExact));
    }

    [Fact]
    public void Tokens_whose_bytes_do_not_make_the_text_are_not_exact()
    {
        var response = ChatResponseBody.Read(System.Text.Encoding.UTF8.GetBytes("""{"choices":[{"finish_reason":"stop","message":{"content":"move 上"},"logprobs":{"content":[{"id":10,"token":"move","bytes":[109,111,118,101],"logprob":-0.1},{"id":138,"token":" 上","bytes":[138],"logprob":-0.2}]}}],"usage":{"prompt_tokens":5,"completion_tokens":3}}"""))!;
        (ExactTokens.Of(response), ExactTokens.AreIncomplete(response)).ShouldBe((null, true));
    }

    private static Gleaner.Trajectories.SampledTokens? Read(string choice)
    {
        var json = """{"choices":[{"message":{"content":"ab"}""" + (choice == "{}" ? "" : "," + choice[1..^1]) + "}]}";
        return ExactTokens.Of(ChatResponseBody.Read(System.Text.Encoding.UTF8.GetBytes(json))!);
    }
}
