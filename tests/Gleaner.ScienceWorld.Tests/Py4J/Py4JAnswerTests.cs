using System.Buffers;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Gleaner.ScienceWorld.Py4J;

namespace Gleaner.ScienceWorld.Tests.Py4J;

public class Py4JAnswerTests
{
    [Theory]
    [InlineData("!yv", Py4JType.Void, null, 0)]
    [InlineData("!yn", Py4JType.Null, null, 0)]
    [InlineData("!ys", Py4JType.Text, "", 0)]
    [InlineData(@"!ysa\nb\rc\\n", Py4JType.Text, "a\nb\rc\\n", 0)]
    [InlineData("!ysäöü – 世界", Py4JType.Text, "äöü – 世界", 0)]
    [InlineData("!yi-7", Py4JType.Integer, null, -7)]
    [InlineData("!yL9007199254740992", Py4JType.Long, null, 9007199254740992)]
    [InlineData("!yd1.0E-5", Py4JType.Double, null, 1e-5)]
    [InlineData("!ydNaN", Py4JType.Double, null, double.NaN)]
    [InlineData("!yd-Infinity", Py4JType.Double, null, double.NegativeInfinity)]
    [InlineData("!yD12.50", Py4JType.Decimal, "12.50", 0)]
    [InlineData("!ybtrue", Py4JType.Boolean, null, 1)]
    [InlineData("!ybfalse", Py4JType.Boolean, null, 0)]
    [InlineData("!yjAAEC", Py4JType.Bytes, "AAEC", 0)]
    [InlineData("!yro12", Py4JType.Reference, "o12", 0)]
    [InlineData("!ylo1", Py4JType.List, "o1", 0)]
    [InlineData("!yao1", Py4JType.Map, "o1", 0)]
    [InlineData("!yho1", Py4JType.Set, "o1", 0)]
    [InlineData("!yto1", Py4JType.Array, "o1", 0)]
    [InlineData("!ygo1", Py4JType.Iterator, "o1", 0)]
    public void Values_are_read(string line, object type, string? text, double number)
    {
        Py4JAnswer.TryParse(Encoding.UTF8.GetBytes(line), out var answer).ShouldBeTrue();
        answer.ShouldBe(new Py4JAnswer(Py4JAnswerStatus.Value, (Py4JType)type, text, number));
        answer.Is(Py4JType.Reference).ShouldBe(text?.StartsWith('o') == true);
    }

    [Theory]
    [InlineData("!xsno such method\\n\tat", Py4JAnswerStatus.Error, Py4JType.Text, "no such method\n\tat")]
    [InlineData("!xro7", Py4JAnswerStatus.Error, Py4JType.Reference, "o7")]
    [InlineData("!x", Py4JAnswerStatus.Error, Py4JType.Null, null)]
    [InlineData("!zsout of memory", Py4JAnswerStatus.FatalError, Py4JType.Text, "sout of memory")]
    [InlineData("!z", Py4JAnswerStatus.FatalError, Py4JType.Text, "")]
    public void Errors_are_read(string line, object status, object type, string? text)
    {
        Py4JAnswer.TryParse(Encoding.UTF8.GetBytes(line), out var answer).ShouldBeTrue();
        answer.ShouldBe(new Py4JAnswer((Py4JAnswerStatus)status, (Py4JType)type, text, 0));
    }

    [Theory]
    [InlineData("")]
    [InlineData("!")]
    [InlineData("!y")]
    [InlineData("ysx")]
    [InlineData("HTTP/1.1 200 OK")]
    [InlineData("!yq1")]
    [InlineData("!yi")]
    [InlineData("!yi1x")]
    [InlineData("!yi2147483648")]
    [InlineData("!ydone")]
    [InlineData("!ybTrue")]
    [InlineData("!yr")]
    [InlineData("!yvx")]
    [InlineData("!ysends within an escape\\")]
    public void Everything_else_is_no_answer(string line) => Py4JAnswer.TryParse(Encoding.UTF8.GetBytes(line), out _).ShouldBeFalse();

    [Fact]
    public void Bytes_that_are_no_text_are_no_answer() => Py4JAnswer.TryParse([.. "!ys"u8, 0xC3, 0x28], out _).ShouldBeFalse();

    [Fact]
    public void Every_text_comes_back_as_it_was_in_one_line() =>
        Prop.ForAll(ArbMap.Default.ArbFor<string>().Filter(text => text is not null && Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)) == text), text =>
        {
            var written = new ArrayBufferWriter<byte>();
            Py4JText.Write(written, text);
            return written.WrittenSpan.IndexOfAny((byte)'\n', (byte)'\r') < 0 && Py4JText.TryRead(written.WrittenSpan, out var read) && read == text;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Arguments_of_every_type_are_written()
    {
        var requests = new Py4JRequests();
        requests.Authenticate("secret").Call("o1", "f").Add("a\\b\r\nc").Add(-1).Add(5_000_000_000).Add(0.5).Add(true).AddNull().AddReference("o2").End(Py4JType.Text);
        Encoding.UTF8.GetString(requests.BytesOf(0).Span).ShouldBe("A\nsecret\ne\n");
        Encoding.UTF8.GetString(requests.BytesOf(1).Span).ShouldBe("c\no1\nf\nsa\\\\b\\r\\nc\ni-1\nL5000000000\nd0.5\nbtrue\nn\nro2\ne\n");
        (requests.Count, requests.Describe(0), requests.Describe(1)).ShouldBe((2, "authentication", "f(\"a\\\\b\\r\\nc\", -1, 5000000000, 0.5, true, null, o2)"));
    }
}
