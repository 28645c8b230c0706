using Gleaner.Decoder.Checkpoints;
using Gleaner.IO;

namespace Gleaner.Decoder.Tests.Checkpoints;

public sealed class SafetensorsTests : IDisposable
{
    private readonly TensorFolder _folder = new();

    [Fact]
    public void Written_tensors_and_metadata_come_back_bit_for_bit()
    {
        float[] large = [.. Enumerable.Range(0, 5000).Select(i => i / 3f)];
        float[] special = [float.NaN, float.NegativeInfinity, -0f, float.Epsilon, float.MaxValue, 1];
        var metadata = new Dictionary<string, string> { ["step"] = "12", ["näme"] = "\"quoted\"\n" };
        SafetensorsWriter.Write(
            _folder.File, [new("large", [50, 100], large), new("special", [6], special), new("empty", [0, 3], []), new("scalar", [], [7])], metadata);

        using var file = SafetensorsFile.Open(_folder.File);
        file.Tensors.Select(tensor => tensor.Name).ShouldBe(["large", "special", "empty", "scalar"], ignoreOrder: true);
        file.Metadata.ShouldBe(metadata, ignoreOrder: true);
        ReadAll(file, "large").ShouldBe(large);
        ReadAll(file, "special").Select(BitConverter.SingleToInt32Bits).ShouldBe(special.Select(BitConverter.SingleToInt32Bits));
        ReadAll(file, "empty").ShouldBeEmpty();
        ReadAll(file, "scalar").ShouldBe([7f]);
        Directory.GetFiles(_folder.Path).ShouldBe([_folder.File], "no temporary file stays behind");
    }

    [Fact]
    public void The_same_content_gives_the_same_aligned_bytes()
    {
        NamedTensor[] tensors = [new("a", [2], [1, 2])];
        SafetensorsWriter.Write(_folder.File, tensors, new Dictionary<string, string> { ["b"] = "1", ["a"] = "2" });
        var first = File.ReadAllBytes(_folder.File);
        SafetensorsWriter.Write(_folder.File, tensors, new Dictionary<string, string> { ["a"] = "2", ["b"] = "1" });
        File.ReadAllBytes(_folder.File).ShouldBe(first);
        (BitConverter.ToInt64(first) % 8).ShouldBe(0);
    }

    [Fact]
    public void Tensors_and_files_above_four_gigabytes_are_read_where_their_bytes_lie()
    {
        // All but its beginning and end is a hole that takes no room on the disk.
        const long Large = 30_000L * 40_000 * sizeof(float);
        _folder.Write(
            $$$"""{"large":{"dtype":"F32","shape":[30000,40000],"data_offsets":[0,{{{Large}}}]},"small":{"dtype":"BF16","shape":[2],"data_offsets":[{{{Large}}},{{{Large + 4}}}]}}""",
            []);
        using (var stream = new FileStream(_folder.File, FileMode.Open))
        {
            stream.Position = stream.Length + Large - sizeof(float);
            stream.Write([.. BitConverter.GetBytes(2.5f), 0x80, 0x3F, 0x49, 0xC0]);
        }

        using var file = SafetensorsFile.Open(_folder.File);
        var tensor = file.InfoOf("large");
        tensor.End.ShouldBeGreaterThan(uint.MaxValue);
        var last = new float[3];
        file.ReadRange(tensor, tensor.Count - 3, last);
        last.ShouldBe([0, 0, 2.5f]);
        ReadAll(file, "small").ShouldBe([1f, -3.140625f]);
        Should.Throw<ArgumentException>(() => file.ReadRange(tensor, tensor.Count - 2, last));
    }

    [Fact]
    public void Half_precision_types_are_widened()
    {
        _folder.Write("""{"h":{"dtype":"F16","shape":[2],"data_offsets":[0,4]},"b":{"dtype":"BF16","shape":[1,2],"data_offsets":[4,8]}}""",
            [.. BitConverter.GetBytes((Half)1.5), .. BitConverter.GetBytes((Half)(-2)), 0x80, 0x3F, 0x49, 0xC0]);
        using var file = SafetensorsFile.Open(_folder.File);
        ReadAll(file, "h").ShouldBe([1.5f, -2f]);
        ReadAll(file, "b").ShouldBe([1f, -3.140625f]);
    }

    [Fact]
    public void A_tensor_of_another_name_or_shape_is_refused()
    {
        SafetensorsWriter.Write(_folder.File, [new("w", [2, 3], new float[6])]);
        using var file = SafetensorsFile.Open(_folder.File);
        Should.Throw<CheckpointException>(() => file.Read("v", [6], new float[6])).Reason.ShouldContain("'v'");
        Should.Throw<CheckpointException>(() => file.Read("w", [3, 2], new float[6])).Reason.ShouldContain("[2, 3] where [3, 2]");
        Should.Throw<ArgumentException>(() => file.Read("w", [2, 3], new float[5]));
    }

    [Fact]
    public void A_missing_file_is_named()
    {
        var error = Should.Throw<CheckpointException>(() => SafetensorsFile.Open(_folder.File));
        error.File.ShouldBe(_folder.File);
        error.Message.ShouldContain(_folder.File);
    }

    [Fact]
    public void The_writer_refuses_what_no_reader_would_accept()
    {
        var two = new float[2];
        Should.Throw<ArgumentException>(() => SafetensorsWriter.Write(_folder.File, [new("a", [2], two), new("a", [2], two)]));
        Should.Throw<ArgumentException>(() => SafetensorsWriter.Write(_folder.File, [new("__metadata__", [2], two)]));
        Should.Throw<ArgumentException>(() => SafetensorsWriter.Write(_folder.File, [new("a", [3], two)]));
        Should.Throw<ArgumentException>(() => SafetensorsWriter.Write(_folder.File, [new("a", [-1, -2], two)]));
        File.Exists(_folder.File).ShouldBeFalse();
    }

    [Fact]
    public void A_write_that_fails_leaves_the_old_file()
    {
        File.WriteAllText(_folder.File, "old");
        Should.Throw<InvalidOperationException>(() => AtomicFile.Write(_folder.File, stream =>
        {
            stream.WriteByte(1);
            throw new InvalidOperationException();
        }));
        File.ReadAllText(_folder.File).ShouldBe("old");
        Directory.GetFiles(_folder.Path).ShouldBe([_folder.File]);
    }

    public void Dispose() => _folder.Dispose();

    private static float[] ReadAll(SafetensorsFile file, string name)
    {
        var info = file.InfoOf(name);
        var values = new float[info.Count];
        file.Read(name, info.Shape.AsSpan(), values);
        return values;
    }
}
