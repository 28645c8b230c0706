namespace Gleaner.Decoder.Tests.HuggingFace;

/// <summary>A float64 number on a <see cref="Tape"/>. Constants are plain doubles.</summary>
internal readonly record struct Scalar(Tape Tape, int Index, double Value)
{
    public static Scalar operator +(Scalar a, Scalar b) => a.Tape.Note(a.Value + b.Value, a.Index, 1, b.Index, 1);

    public static Scalar operator +(Scalar a, double b) => a.Tape.Note(a.Value + b, a.Index, 1, -1, 0);

    public static Scalar operator -(Scalar a, Scalar b) => a.Tape.Note(a.Value - b.Value, a.Index, 1, b.Index, -1);

    public static Scalar operator -(Scalar a, double b) => a + -b;

    public static Scalar operator *(Scalar a, Scalar b) => a.Tape.Note(a.Value * b.Value, a.Index, b.Value, b.Index, a.Value);

    public static Scalar operator *(Scalar a, double b) => a.Tape.Note(a.Value * b, a.Index, b, -1, 0);

    public static Scalar operator /(Scalar a, Scalar b) =>
        a.Tape.Note(a.Value / b.Value, a.Index, 1 / b.Value, b.Index, -a.Value / (b.Value * b.Value));

    public Scalar Exp()
    {
        var exp = Math.Exp(Value);
        return Tape.Note(exp, Index, exp, -1, 0);
    }

    public Scalar Log() => Tape.Note(Math.Log(Value), Index, 1 / Value, -1, 0);

    public Scalar Sqrt()
    {
        var root = Math.Sqrt(Value);
        return Tape.Note(root, Index, 0.5 / root, -1, 0);
    }

    public static Scalar Sum(IEnumerable<Scalar> terms) => terms.Aggregate((a, b) => a + b);

    public static Scalar Dot(ReadOnlySpan<Scalar> a, ReadOnlySpan<Scalar> b)
    {
        var sum = a[0] * b[0];
        for (var i = 1; i < a.Length; i++)
        {
            sum += a[i] * b[i];
        }

        return sum;
    }
}
