using Gleaner.Decoder.Checkpoints;
using Gleaner.Decoder.Checkpoints.HuggingFace;

namespace Gleaner.Decoder.Tests.HuggingFace;

/// <summary>
/// Ten thousand mutations of each file of a model folder: each is loaded, or refused with the file's name, without taking more
/// memory than a fixed cap.
/// </summary>
public sealed class FuzzTests
{
    private const int Mutations = 10_000;

    /// <summary>The tiny models take 50 kB; nothing that a damaged file says may make a load take more than this.</summary>
    private const long MemoryCap = 8 << 20;

    [Theory]
    [InlineData("config.json", 1)]
    [InlineData("generation_config.json", 1)]
    [InlineData("model.safetensors", 1)]
    [InlineData("model.safetensors.index.json", 2)]
    public void Damage_is_harmless_or_refused_by_name(string file, int shards)
    {
        using var folder = new TinyFolder(TinyVariant.All[3] with { Layers = 1, Vocabulary = 16 }, "BF16", shards);
        File.WriteAllText(
            folder.FileOf("generation_config.json"), """{"bos_token_id":1,"eos_token_id":[2,3],"do_sample":true,"temperature":0.7,"top_p":0.8,"top_k":20,"repetition_penalty":1.05}""");
        var path = folder.FileOf(file);
        var good = File.ReadAllBytes(path);
        var random = new Random(20260214);
        var loaded = 0;
        for (var i = 0; i < Mutations; i++)
        {
            File.WriteAllBytes(path, Damage(good, random));
            var before = GC.GetAllocatedBytesForCurrentThread();
            loaded += Load(folder) ? 1 : 0;
            (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(MemoryCap, $"mutation {i}");
        }

        loaded.ShouldBeInRange(1, Mutations - 1000);
    }

    /// <summary>A few edits: bytes, digits and marks, pieces doubled, moved or cut out, the end cut off.</summary>
    private static byte[] Damage(byte[] good, Random random)
    {
        List<byte> bytes = [.. good];
        for (var edits = random.Next(1, 4); edits > 0 && bytes.Count > 0; edits--)
        {
            // The header of a tensor file is where the damage is interesting.
            var at = random.Next(random.Next(4) > 0 ? Math.Min(bytes.Count, 2000) : bytes.Count);
            switch (random.Next(8))
            {
                case 0: bytes[at] = (byte)random.Next(256); break;
                case 1: bytes[at] ^= (byte)(1 << random.Next(8)); break;
                case 2: bytes.RemoveRange(at, Math.Min(random.Next(1, 9), bytes.Count - at)); break;
                case 3: bytes.InsertRange(at, bytes.GetRange(at, Math.Min(random.Next(1, 40), bytes.Count - at))); break;
                case 4: bytes[at] = (byte)"0123456789-.,:{}[]\"e\\"[random.Next(21)]; break;
                case 5: bytes.InsertRange(at, "00000000"u8[..random.Next(1, 9)].ToArray()); break;
                case 6: bytes.InsertRange(at, Words[random.Next(Words.Length)]); break;
                default: bytes.RemoveRange(at, random.Next(20) > 0 ? Math.Min(2, bytes.Count - at) : bytes.Count - at); break;
            }
        }

        return [.. bytes];
    }

    private static readonly byte[][] Words =
    [
        "null"u8.ToArray(), "true"u8.ToArray(), "1e999"u8.ToArray(), "-1"u8.ToArray(), "[[[["u8.ToArray(), "{}"u8.ToArray(), "9223372036854775807"u8.ToArray(),
        "\\ud800"u8.ToArray(), "\"a\":1,"u8.ToArray(), [0xFF, 0xFE], [0],
    ];

    private static bool Load(TinyFolder folder)
    {
        try
        {
            HuggingFaceFolder.Open(folder.Path).LoadModel();
            return true;
        }
        catch (CheckpointException e)
        {
            e.File.ShouldStartWith(folder.Path);
            e.Reason.ShouldNotBeEmpty();
            return false;
        }
    }
}
