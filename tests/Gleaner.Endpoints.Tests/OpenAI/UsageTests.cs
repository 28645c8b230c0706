using System.Text;
using Gleaner.Endpoints.OpenAI;

namespace Gleaner.Endpoints.Tests.OpenAI;

public sealed class UsageTests
{
    [Theory]
    [InlineData("""{"prompt_tokens":100,"completion_tokens":7,"prompt_tokens_details":{"cached_tokens":60}}""", 100, 60, 7)]
    [InlineData("""{"prompt_tokens":100,"completion_tokens":7,"prompt_tokens_details":{"cached_tokens":1000000000000}}""", 100, null, 7)]
    [InlineData("""{"prompt_tokens":100,"completion_tokens":7,"prompt_tokens_details":{"cached_tokens":200}}""", 100, 100, 7)]
    [InlineData("""{"prompt_tokens":100}""", 100, null, 0)]
    public void Cached_tokens_are_never_more_than_the_prompt_s(string usage, int input, int? cached, int output)
    {
        var read = Read(usage)!;
        (read.InputTokenCount, read.CachedInputTokenCount, read.OutputTokenCount).ShouldBe((input, cached, output));
    }

    [Theory]
    [InlineData("""{"prompt_tokens":9000000000000000000,"completion_tokens":7}""")]
    [InlineData("""{"prompt_tokens":100,"completion_tokens":"ten"}""")]
    [InlineData("""{"prompt_tokens":100,"completion_tokens":1e30}""")]
    [InlineData("""{"prompt_tokens":-1,"completion_tokens":7}""")]
    public void A_count_that_cannot_be_is_none(string usage) => Read(usage).ShouldBeNull();

    private static Microsoft.Extensions.AI.UsageDetails? Read(string usage) =>
        ChatResponseBody.Read(Encoding.UTF8.GetBytes($$$"""{"choices":[{"message":{"content":"a"}}],"usage":{{{usage}}}}"""))!.Usage;
}
