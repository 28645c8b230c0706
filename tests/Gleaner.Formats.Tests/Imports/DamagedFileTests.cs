using System.IO.Compression;
using System.Text;
using Gleaner.Formats.Imports;

namespace Gleaner.Formats.Tests.Imports;

/// <summary>Files that are damaged, wrapped or no recordings at all: what is good in them is kept, and what is wrong is said.</summary>
public sealed class DamagedFileTests : IDisposable
{
    private const string Good = """{"messages":[{"role":"user","content":"Task"},{"role":"assistant","content":"go"}],"reward":1}""";
    private const string Printed = "{\n  \"reward\": 1,\n  \"messages\": [\n    {\"role\": \"user\", \"content\": \"Task\"},\n    {\"role\": \"assistant\", \"content\": \"go\"}\n  ]\n}";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("GOOD,\nGOOD,\n", 2, 0)]
    [InlineData("[\nGOOD,\nGOOD,\n]", 2, 0)]
    [InlineData("// exported\n[\nGOOD,\nGOOD\n]", 2, 1)]
    [InlineData("[\nGOOD,\n{\"messages\": [,\nGOOD\n]", 2, 1)]
    [InlineData("[\nGOOD,\nGOOD", 2, 1)]
    [InlineData("PRINTED\n{\n  \"reward\": 1,\n  \"messages\": [\n    {\"role\": \"user\",\nPRINTED\nPRINTED", 3, 1)]
    [InlineData("[\n  GOOD,\n  {\"messages\": \"\n  GOOD\n]", 2, 1)]
    [InlineData("{\"data\": [GOOD, GOOD], \"version\": 2}", 2, 0)]
    [InlineData("{\"rows\": [{\"row_idx\": 0, \"row\": GOOD}, {\"row_idx\": 1, \"row\": GOOD}]}", 2, 0)]
    [InlineData("{\"a\": GOOD}", 0, 1)]
    public void A_damaged_place_costs_its_own_run_alone(string text, int kept, int refused)
    {
        File.WriteAllText(_folder.File("log.json"), text.Replace("GOOD", Good).Replace("PRINTED", Printed));
        var entries = Read();
        (entries.Count(entry => entry.Trajectory is not null), entries.Count(entry => entry.Refusal is not null)).ShouldBe((kept, refused));
    }

    [Fact]
    public void Where_a_file_is_damaged_is_said()
    {
        File.WriteAllText(_folder.File("log.json"), $"[\n{Good},\n{{\"messages\": [,\n{Good}\n]");
        var refusal = Read().Single(entry => entry.Refusal is not null).Refusal!;
        refusal.ToString().ShouldBe($"{_folder.File("log.json")}:3: it is not valid JSON (at or behind ',')");
    }

    [Fact]
    public void What_is_nested_too_deep_is_refused_alone()
    {
        File.WriteAllText(_folder.File("log.json"), $"{Good}\n{{\"x\":{new string('[', 3000)}{new string(']', 3000)}}}\n{Good}\n");
        Read().Select(entry => entry.Refusal?.Reason).ShouldBe([null, "it is nested too deep", null]);
    }

    [Fact]
    public void Many_damaged_values_are_told_apart_in_time_that_grows_with_their_number()
    {
        File.WriteAllText(_folder.File("log.json"), string.Concat(Enumerable.Repeat("{\"a\":\n", 2000)) + Good);
        Read().Count(entry => entry.Trajectory is not null).ShouldBe(1);
    }

    [Fact]
    public void Files_of_other_kinds_are_named()
    {
        using (var stream = new GZipStream(File.Create(_folder.File("log.json")), CompressionLevel.Fastest))
        {
            stream.Write(Encoding.UTF8.GetBytes(Good));
        }

        Should.Throw<GleanerException>(Read).Message.ShouldEndWith("log.json: it is compressed by gzip; unpack it first (gunzip).");
        foreach (var (head, word) in new[] { ("PK\u0003\u0004", "zip"), ("PAR1", "Parquet"), ("SQLite format 3", "SQLite"), ("ARROW1", "Arrow") })
        {
            File.WriteAllText(_folder.File("log.json"), head + "and more");
            Should.Throw<GleanerException>(Read).Message.ShouldContain(word);
        }

        File.Delete(_folder.File("log.json"));
        Should.Throw<GleanerException>(Read).Message.ShouldEndWith("cannot be read: there is no such file.");
        Directory.CreateDirectory(_folder.File("log.json"));
        Should.Throw<GleanerException>(Read).Message.ShouldContain("it is a folder; name the files in it");
    }

    private List<ImportEntry> Read() => [.. new OpenAiImporter().Read([_folder.File("log.json")], new ImportSettings { Tasks = new TaskNames("form") })];
}
