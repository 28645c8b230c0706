namespace Gleaner.Decoder.Tests.HuggingFace;

/// <summary>
/// Reverse-mode differentiation of scalars in float64: each operation is noted with its partial derivatives by at most two
/// operands, and gradients flow back along the notes. It knows nothing of matrices or models.
/// </summary>
internal sealed class Tape
{
    private readonly List<(int A, double ByA, int B, double ByB)> _notes = [];

    /// <summary>A value to differentiate by.</summary>
    public Scalar Leaf(double value) => Note(value, -1, 0, -1, 0);

    public Scalar Note(double value, int a, double byA, int b, double byB)
    {
        _notes.Add((a, byA, b, byB));
        return new Scalar(this, _notes.Count - 1, value);
    }

    /// <summary>The derivatives of a result by everything before it, by index.</summary>
    public double[] Differentiate(Scalar result)
    {
        var gradient = new double[_notes.Count];
        gradient[result.Index] = 1;
        for (var i = result.Index; i >= 0; i--)
        {
            var (a, byA, b, byB) = _notes[i];
            if (a >= 0)
            {
                gradient[a] += gradient[i] * byA;
            }

            if (b >= 0)
            {
                gradient[b] += gradient[i] * byB;
            }
        }

        return gradient;
    }
}
