using System.Buffers;
using System.Globalization;

namespace Gleaner.ScienceWorld.Py4J;

/// <summary>
/// Requests that belong together, in the order in which they are sent. Kept until the next ones are begun, so that a failure can
/// tell what was asked.
/// </summary>
internal sealed class Py4JRequests
{
    private const int LongestDigits = 32;

    private readonly ArrayBufferWriter<byte> _bytes = new(1024);
    private readonly List<(int End, Py4JType Expected)> _requests = [];

    /// <summary>How many requests there are.</summary>
    public int Count => _requests.Count;

    /// <summary>Forgets all requests.</summary>
    public void Clear()
    {
        _bytes.ResetWrittenCount();
        _requests.Clear();
    }

    /// <summary>Begins a call of a method of an object, or of a class: <c>z:java.lang.String</c>.</summary>
    public Py4JRequests Call(string target, string method) => Line("c"u8).Line(target).Line(method);

    /// <summary>Makes an object of a class with a constructor that takes nothing.</summary>
    public Py4JRequests Create(string className) => Line("i"u8).Line(className).End(Py4JType.Reference);

    /// <summary>Lets Java collect an object.</summary>
    public Py4JRequests Free(string reference) => Line("m"u8).Line("d"u8).Line(reference).End(Py4JType.Void);

    /// <summary>Proves to a gateway that asks for it that we may talk to it; must come first.</summary>
    public Py4JRequests Authenticate(string token) => Line("A"u8).Line(token).End(Py4JType.Void);

    /// <summary>Adds a text, escaped.</summary>
    public Py4JRequests Add(string text)
    {
        _bytes.Write("s"u8);
        Py4JText.Write(_bytes, text);
        return EndLine();
    }

    /// <summary>Adds an int.</summary>
    public Py4JRequests Add(int number) => AddNumber("i"u8, number);

    /// <summary>Adds a long.</summary>
    public Py4JRequests Add(long number) => AddNumber("L"u8, number);

    /// <summary>Adds a double.</summary>
    public Py4JRequests Add(double number) => AddNumber("d"u8, number);

    /// <summary>Adds a truth value.</summary>
    public Py4JRequests Add(bool truth) => Line(truth ? "btrue"u8 : "bfalse"u8);

    /// <summary>Adds null.</summary>
    public Py4JRequests AddNull() => Line("n"u8);

    /// <summary>Adds an object.</summary>
    public Py4JRequests AddReference(string reference)
    {
        _bytes.Write("r"u8);
        return Line(reference);
    }

    /// <summary>Ends a request.</summary>
    /// <param name="expected">The type of its answer; <see cref="Py4JType.Reference"/> for any object.</param>
    public Py4JRequests End(Py4JType expected)
    {
        Line("e"u8);
        _requests.Add((_bytes.WrittenCount, expected));
        return this;
    }

    /// <summary>A request as it is sent.</summary>
    public ReadOnlyMemory<byte> BytesOf(int index) => _bytes.WrittenMemory[(index == 0 ? 0 : _requests[index - 1].End).._requests[index].End];

    /// <summary>The type that a request is to be answered with.</summary>
    public Py4JType Expected(int index) => _requests[index].Expected;

    /// <summary>What a request asked, for messages.</summary>
    public string Describe(int index) => Py4JDescription.Of(BytesOf(index).Span);

    private Py4JRequests AddNumber<T>(ReadOnlySpan<byte> type, T number)
        where T : IUtf8SpanFormattable
    {
        _bytes.Write(type);
        number.TryFormat(_bytes.GetSpan(LongestDigits), out var length, default, CultureInfo.InvariantCulture);
        _bytes.Advance(length);
        return EndLine();
    }

    private Py4JRequests Line(ReadOnlySpan<byte> line)
    {
        _bytes.Write(line);
        return EndLine();
    }

    // Names have nothing to escape; were there something, it must not become a line of its own.
    private Py4JRequests Line(string line)
    {
        Py4JText.Write(_bytes, line);
        return EndLine();
    }

    private Py4JRequests EndLine()
    {
        _bytes.Write("\n"u8);
        return this;
    }
}
