using System.Text;

namespace Gleaner.Tokenizers.Tests.Loading;

/// <summary>Damaged files are refused by name or load; nothing else happens.</summary>
[Trait("Category", "Long")]
public sealed class FuzzTests(ITestOutputHelper output)
{
    private const int Count = 10_000;

    /// <summary>Bytes a load of a small damaged file may allocate: huge ids make tables of up to 1,048,576 entries.</summary>
    private const long Cap = 96L << 20;

    private static readonly string[] Values =
    [
        "null", "true", "0", "-1", "1048575", "1048576", "1e99", "\"\"", "\"a\"", "\"\\ud800\"", "[]", "{}", "[[]]", "[\"a\",\"b\"]", "\"ByteLevel\"",
        "\"Sequence\"", "\"Metaspace\"", "\"Unigram\"", "\"BPE\"", "\"NFC\"", "\"Replace\"", "\"▁\"", "{\"type\":\"NFC\"}", "{\"String\":\"a\"}", "\"<0x0A>\"",
    ];

    [Fact]
    public void Ten_thousand_damaged_files_are_refused_or_load()
    {
        byte[][] originals =
        [
            .. new[]
            {
                TinyTokenizer.ByteLevel("a b", "Ġ a") with { Normalizer = """{"type":"NFC"}""" },
                TinyTokenizer.SentencePiece("▁ab", "▁ a", "▁a b"),
            }.Select(tiny => Encoding.UTF8.GetBytes(tiny.ToJson())),
        ];
        var random = new Random(20260101);
        using var folder = new TokenizerFolder("{}");
        var file = Path.Combine(folder.Path, "tokenizer.json");
        var loaded = 0;
        long most = 0;
        for (var i = 0; i < Count; i++)
        {
            File.WriteAllBytes(file, Damage(originals[i % originals.Length], random));
            var before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                var tokenizer = folder.Load();
                tokenizer.Decode([.. tokenizer.Ids("ab a  é😀<s>\n", SpecialTokens.Parse)]).ShouldNotBeNull();
                loaded++;
            }
            catch (TokenizerException exception)
            {
                exception.Message.ShouldContain(file);
            }

            most = Math.Max(most, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        output.WriteLine($"{Count} damaged files: {loaded} loaded, {Count - loaded} refused by name, at most {most >> 20} MiB allocated for one");
        most.ShouldBeLessThan(Cap);
        loaded.ShouldBeInRange(1, Count - 1);
    }

    private static byte[] Damage(byte[] original, Random random)
    {
        List<byte> bytes = [.. original];
        for (var n = random.Next(1, 3); n > 0; n--)
        {
            // Half of the damage goes to the settings, which are few and come first, the other to the vocabulary.
            int at = random.Next(random.Next(2) == 0 ? bytes.Count : Math.Min(bytes.Count, 1200)), length = Math.Min(random.Next(1, 30), bytes.Count - at - 1);
            switch (random.Next(8))
            {
                case 0:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 1:
                    bytes.RemoveRange(at, length);
                    break;
                case 2:
                    bytes.InsertRange(random.Next(bytes.Count), bytes.GetRange(at, length));
                    break;
                case 3:
                    bytes.RemoveRange(at, bytes.Count - at);
                    bytes.Add((byte)'}');
                    break;
                default:
                    ReplaceValue(bytes, at, random);
                    break;
            }
        }

        return [.. bytes];
    }

    /// <summary>Puts another value where the next one stands, so that the file stays JSON.</summary>
    private static void ReplaceValue(List<byte> bytes, int at, Random random)
    {
        var colon = bytes.IndexOf((byte)':', at);
        var end = colon < 0 ? -1 : bytes.FindIndex(colon + 1, value => value is (byte)',' or (byte)'}' or (byte)']');
        if (end > 0)
        {
            bytes.RemoveRange(colon + 1, end - colon - 1);
            bytes.InsertRange(colon + 1, Encoding.UTF8.GetBytes(Values[random.Next(Values.Length)]));
        }
    }
}
