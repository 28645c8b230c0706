using System.Buffers.Text;
using System.Globalization;

namespace Gleaner.ScienceWorld.Py4J;

/// <summary>
/// An answer line as it was understood. <see cref="Text"/> holds texts, decimals, base64 bytes and the ids of references;
/// <see cref="Number"/> holds doubles, whole numbers and 1 for true.
/// </summary>
/// <param name="Status">Whether it is a value or an error.</param>
/// <param name="Type">The type of the value.</param>
/// <param name="Text">The value, where it is a text of some kind.</param>
/// <param name="Number">The value, where it is a number. A long beyond 2^53 loses its last digits.</param>
internal readonly record struct Py4JAnswer(Py4JAnswerStatus Status, Py4JType Type, string? Text, double Number)
{
    /// <summary>Whether it is of a type; every object is a reference.</summary>
    public bool Is(Py4JType type) => Type == type
        || (type == Py4JType.Reference && Type is Py4JType.List or Py4JType.Map or Py4JType.Set or Py4JType.Array or Py4JType.Iterator);

    /// <summary>Reads an answer.</summary>
    /// <param name="line">The line, without its line feed.</param>
    /// <param name="answer">What it says.</param>
    /// <returns>False if it is not of the protocol.</returns>
    public static bool TryParse(ReadOnlySpan<byte> line, out Py4JAnswer answer)
    {
        answer = default;
        if (line is not [(byte)'!', var status, .. var rest])
        {
            return false;
        }

        switch (status)
        {
            case (byte)'y':
                return TryParseValue(rest, Py4JAnswerStatus.Value, out answer);
            case (byte)'x' when rest.IsEmpty:
                answer = new Py4JAnswer(Py4JAnswerStatus.Error, Py4JType.Null, null, 0);
                return true;
            case (byte)'x':
                return TryParseValue(rest, Py4JAnswerStatus.Error, out answer);
            case (byte)'z':
                // Servers differ in whether a type precedes the text; the text is for people only.
                answer = new Py4JAnswer(Py4JAnswerStatus.FatalError, Py4JType.Text, Py4JText.TryRead(rest, out var text) ? text : null, 0);
                return true;
            default:
                return false;
        }
    }

    private static bool TryParseValue(ReadOnlySpan<byte> value, Py4JAnswerStatus status, out Py4JAnswer answer)
    {
        answer = default;
        if (value.IsEmpty)
        {
            return false;
        }

        var type = (Py4JType)value[0];
        var payload = value[1..];
        string? text = null;
        double number = 0;
        var isRead = type switch
        {
            Py4JType.Void or Py4JType.Null => payload.IsEmpty,
            Py4JType.Text or Py4JType.Decimal or Py4JType.Bytes => Py4JText.TryRead(payload, out text),
            Py4JType.Reference or Py4JType.List or Py4JType.Map or Py4JType.Set or Py4JType.Array or Py4JType.Iterator =>
                !payload.IsEmpty && Py4JText.TryRead(payload, out text),
            Py4JType.Integer => TryReadInteger(payload, int.MinValue, int.MaxValue, out number),
            Py4JType.Long => TryReadInteger(payload, long.MinValue, long.MaxValue, out number),
            Py4JType.Double => TryReadDouble(payload, out number),
            Py4JType.Boolean => TryReadBoolean(payload, out number),
            _ => false,
        };
        answer = new Py4JAnswer(status, type, text, number);
        return isRead;
    }

    private static bool TryReadInteger(ReadOnlySpan<byte> payload, long least, long most, out double number)
    {
        var isRead = Utf8Parser.TryParse(payload, out long whole, out var length) && length == payload.Length;
        number = whole;
        return isRead && whole >= least && whole <= most;
    }

    // Java writes NaN, Infinity and 1.0E-5 as .NET reads them.
    private static bool TryReadDouble(ReadOnlySpan<byte> payload, out double number) =>
        double.TryParse(payload, NumberStyles.Float, CultureInfo.InvariantCulture, out number);

    private static bool TryReadBoolean(ReadOnlySpan<byte> payload, out double number)
    {
        number = payload.SequenceEqual("true"u8) ? 1 : 0;
        return number == 1 || payload.SequenceEqual("false"u8);
    }
}

/// <summary>Whether an answer is good.</summary>
internal enum Py4JAnswerStatus
{
    /// <summary>The call was made and gave a value.</summary>
    Value,

    /// <summary>The call could not be made, or Java threw: a text, or a reference to the exception.</summary>
    Error,

    /// <summary>The gateway's connection has failed; it closes afterwards.</summary>
    FatalError,
}

/// <summary>The types of the protocol. The value of each is its letter on the wire.</summary>
internal enum Py4JType : byte
{
    Void = (byte)'v',
    Null = (byte)'n',
    Text = (byte)'s',
    Integer = (byte)'i',
    Long = (byte)'L',
    Double = (byte)'d',
    Decimal = (byte)'D',
    Boolean = (byte)'b',
    Bytes = (byte)'j',
    Reference = (byte)'r',
    List = (byte)'l',
    Map = (byte)'a',
    Set = (byte)'h',
    Array = (byte)'t',
    Iterator = (byte)'g',
}
