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

    private static Gleaner.Trajectories.SampledTokens? Read(string choice)
    {
        var json = """{"choices":[{"message":{"content":"ab"}""" + (choice == "{}" ? "" : "," + choice[1..^1]) + "}]}";
        return ExactTokens.Of(ChatResponseBody.Read(System.Text.Encoding.UTF8.GetBytes(json)));
    }
}
