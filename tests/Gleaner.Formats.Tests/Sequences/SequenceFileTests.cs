using System.Buffers.Binary;
using System.Text;
using Gleaner.Formats.Sequences;
using Gleaner.Students;
using Gleaner.Students.Views;
using Gleaner.Trainers.Tests;

namespace Gleaner.Formats.Tests.Sequences;

public sealed class SequenceFileTests
{
    private static readonly RenderedSequence[] Two = [new([5, 7, 200_000_000], [0, 1, 0.1f]), new([1, 2], [0, 0])];

    [Fact]
    public void Ids_weights_and_boundaries_come_back()
    {
        var read = SequenceFile.Read(new MemoryStream(Bytes(Two)), "file");

        read.Length.ShouldBe(2);
        read[0].Ids.ShouldBe(Two[0].Ids);
        read[0].Weights.ShouldBe(Two[0].Weights);
        read[1].Ids.ShouldBe(Two[1].Ids);
    }

    [Fact]
    public void The_file_is_safetensors_with_aligned_data()
    {
        var bytes = Bytes(Two);

        var length = BinaryPrimitives.ReadInt64LittleEndian(bytes);
        ((8 + length) % 8).ShouldBe(0);
        var header = Encoding.UTF8.GetString(bytes.AsSpan(8, (int)length));
        header.ShouldStartWith("""{"__metadata__":{"format":"gleaner-sequences","version":"1"},"ids":{"dtype":"I32","shape":[5],"data_offsets":[0,20]}""");
        bytes.Length.ShouldBe((int)(8 + length + 20 + 20 + 24));
    }

    [Fact]
    public void A_weight_on_the_first_token_or_one_that_is_no_number_is_refused()
    {
        Should.Throw<GleanerException>(() => Bytes([new([1, 2], [1, 1])])).Message.ShouldContain("first token");
        Should.Throw<GleanerException>(() => Bytes([new([1, 2], [0, float.NaN])])).Message.ShouldContain("NaN");
        Should.Throw<GleanerException>(() => Bytes([new([1, 2], [0, -1])])).Message.ShouldContain("-1");
        Should.Throw<GleanerException>(() => Bytes([new([], [])])).Message.ShouldContain("Sequence 0");
    }

    [Fact]
    public void Every_cut_file_is_refused()
    {
        var bytes = Bytes(Two);
        for (var length = 0; length < bytes.Length; length++)
        {
            Should.Throw<GleanerException>(() => SequenceFile.Read(new MemoryStream(bytes[..length]), "cut")).Message.ShouldStartWith("cut: ");
        }
    }

    [Fact]
    public void A_header_that_lies_is_refused()
    {
        var bytes = Bytes(Two);
        Should.Throw<GleanerException>(() => Read(Replace(bytes, "\"version\":\"1\"", "\"version\":\"2\""))).Message.ShouldContain("version is 2");
        Should.Throw<GleanerException>(() => Read(Replace(bytes, "gleaner-sequences", "gleaner-sequencez"))).Message.ShouldContain("something else");
        Should.Throw<GleanerException>(() => Read(Replace(bytes, "\"shape\":[5]", "\"shape\":[9]"))).Message.ShouldContain("'ids' is not laid out");
    }

    private static void Read(byte[] bytes) => SequenceFile.Read(new MemoryStream(bytes), "file");

    private static byte[] Replace(byte[] bytes, string old, string other)
    {
        var changed = bytes.ToArray();
        Encoding.ASCII.GetBytes(other).CopyTo(changed, bytes.AsSpan().IndexOf(Encoding.ASCII.GetBytes(old)));
        return changed;
    }

    private static byte[] Bytes(IReadOnlyList<RenderedSequence> sequences)
    {
        using var stream = new MemoryStream();
        SequenceFile.Write(stream, sequences);
        return stream.ToArray();
    }
}
