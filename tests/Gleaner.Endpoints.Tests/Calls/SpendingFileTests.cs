using Gleaner.Endpoints.Collecting;
using Gleaner.Runs;

namespace Gleaner.Endpoints.Tests.Calls;

public sealed class SpendingFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("""{"model":"m","total":null,"tasks":{}}""")]
    [InlineData("""{"model":"m","total":{}}""")]
    [InlineData("""{"model":"m","total":{},"tasks":null}""")]
    [InlineData("""{"model":null,"total":{},"tasks":{}}""")]
    [InlineData("""{"model":"m","total":{},"tasks":{"a b":{}}}""")]
    [InlineData("""{"model":"m","total":{},"tasks":{"a":null}}""")]
    [InlineData("""{"model":"m","total":{"calls":-1},"tasks":{}}""")]
    [InlineData("null")]
    [InlineData("")]
    public void A_damaged_account_is_named_with_what_to_do(string json)
    {
        File.WriteAllText(_folder.File("spending.json"), json);

        var message = Should.Throw<GleanerException>(() => SpendingFile.Read(new DiskRunFiles(), _folder.File("spending.json"))).Message;

        message.ShouldStartWith($"{_folder.File("spending.json")}: this is no account of calls: ");
        message.ShouldEndWith(". Delete it: 'gleaner collect' makes it again from calls.jsonl.");
    }

    [Fact]
    public void A_sound_account_is_read()
    {
        File.WriteAllText(_folder.File("spending.json"), """{"model":"m","total":{"calls":2},"tasks":{"a":{"calls":2}}}""");
        SpendingFile.Read(new DiskRunFiles(), _folder.File("spending.json"))!.Total.Calls.ShouldBe(2);
    }
}
