using Gleaner.Decoder.Checkpoints;

namespace Gleaner.Decoder.Tests.Checkpoints;

public sealed class HostileSafetensorsTests : IDisposable
{
    private readonly TensorFolder _folder = new();

    [Theory]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", "twice")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", "overlap")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", "gap")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", "truncated or extended")]
    [InlineData("""{"a":{"dtype":"F32","shape":[3],"data_offsets":[0,12]}}""", "truncated or extended")]
    [InlineData("""{"a":{"dtype":"I64","shape":[1],"data_offsets":[0,8]}}""", "I64")]
    [InlineData("""{"a":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}}""", "do not fit")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}}""", "do not fit")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[-8,0]}}""", "do not fit")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,99999999999999999999]}}""", "do not fit")]
    [InlineData("""{"a":{"dtype":"F32","shape":[65536,65536],"data_offsets":[0,8]}}""", "too large")]
    [InlineData("""{"a":{"dtype":"F32","shape":[65536,65536,65536,65536],"data_offsets":[0,0]}}""", "too large")]
    [InlineData("""{"a":{"dtype":"F32","shape":[-1,-2],"data_offsets":[0,8]}}""", "negative")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1.5],"data_offsets":[0,8]}}""", "not an integer")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2]}}""", "lacks")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"shape":[2],"data_offsets":[0,8]}}""", "twice")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"code":"x","data_offsets":[0,8]}}""", "unknown key")]
    [InlineData("""{"__metadata__":{"a":1},"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", "not a string")]
    [InlineData("""{"a":[]}""", "not the JSON")]
    [InlineData("""[]""", "not the JSON")]
    [InlineData("""{"a":""", "not the JSON")]
    public void A_false_header_is_refused_with_its_reason(string header, string reason)
    {
        _folder.Write(header, new byte[8]);
        Should.Throw<CheckpointException>(() => SafetensorsFile.Open(_folder.File)).Reason.ShouldContain(reason);
    }

    [Fact]
    public void Half_a_character_in_metadata_costs_that_character_alone()
    {
        _folder.Write("""{"__metadata__":{"note":"cut \ud83d","\udc00":"b"},"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", new byte[8]);

        using var file = SafetensorsFile.Open(_folder.File);

        (file.Metadata["note"], file.Metadata["\uFFFD"], file.Tensors.Single().Name).ShouldBe(("cut \uFFFD", "b", "a"));
    }

    [Theory]
    [InlineData(3L)]
    [InlineData(15L << 20)]
    [InlineData((16L << 20) + 1)]
    [InlineData(long.MaxValue)]
    [InlineData(-1L)]
    public void A_false_header_length_is_refused_before_memory_is_taken(long length)
    {
        _folder.Write(BitConverter.GetBytes(length), "{}", []);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Should.Throw<CheckpointException>(() => SafetensorsFile.Open(_folder.File));
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(1 << 20);
    }

    [Fact]
    public void Random_damage_is_either_harmless_or_refused()
    {
        SafetensorsWriter.Write(
            _folder.File,
            [new("embed", [3, 4], new float[12]), new("layers.0.w", [2, 2], new float[4]), new("norm", [4], new float[4])],
            new Dictionary<string, string> { ["config"] = "{}" });
        var good = File.ReadAllBytes(_folder.File);
        var random = new Random(20260101);
        var refused = 0;
        for (var i = 0; i < 4000; i++)
        {
            File.WriteAllBytes(_folder.File, Damage(good, random));
            var before = GC.GetAllocatedBytesForCurrentThread();
            refused += ReadAll() ? 0 : 1;
            (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(4 << 20);
        }

        refused.ShouldBeGreaterThan(2000);
    }

    public void Dispose() => _folder.Dispose();

    private static byte[] Damage(byte[] good, Random random)
    {
        List<byte> bytes = [.. good];
        for (var edits = random.Next(1, 5); edits > 0 && bytes.Count > 0; edits--)
        {
            var at = random.Next(bytes.Count);
            switch (random.Next(6))
            {
                case 0: bytes[at] = (byte)random.Next(256); break;
                case 1: bytes[at] ^= (byte)(1 << random.Next(8)); break;
                case 2: bytes.RemoveRange(at, Math.Min(random.Next(1, 9), bytes.Count - at)); break;
                case 3: bytes.InsertRange(at, bytes.GetRange(at, Math.Min(random.Next(1, 40), bytes.Count - at))); break;
                case 4: bytes[at] = (byte)"0123456789-.,:{}[]\""[random.Next(19)]; break;
                default: bytes.RemoveRange(at, bytes.Count - at); break;
            }
        }

        return [.. bytes];
    }

    private bool ReadAll()
    {
        try
        {
            using var file = SafetensorsFile.Open(_folder.File);
            foreach (var tensor in file.Tensors)
            {
                file.Read(tensor.Name, tensor.Shape.AsSpan(), new float[tensor.Count]);
            }

            return true;
        }
        catch (CheckpointException)
        {
            return false;
        }
    }
}
