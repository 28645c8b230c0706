namespace Gleaner.Decoder.Kernels;

/// <summary><see cref="RmsNorm"/> of each head of queries or keys, in place, with one gain for all heads. A head's width is a multiple of 16.</summary>
internal static unsafe class HeadNorm
{
    /// <summary>Norms the first <paramref name="heads"/> heads of each row.</summary>
    /// <param name="rows">Number of rows.</param>
    /// <param name="heads">Heads of each row.</param>
    /// <param name="width">Width of a head.</param>
    /// <param name="x">First row; rows are <paramref name="xRow"/> floats apart.</param>
    /// <param name="xRow">Floats between rows.</param>
    /// <param name="gain">The gain, as wide as a head.</param>
    /// <param name="epsilon">Added to the mean square.</param>
    /// <param name="inverse">Receives the inverse root of each head: rows × heads.</param>
    public static void Forward(int rows, int heads, int width, float* x, nint xRow, float* gain, float epsilon, float* inverse)
    {
        for (var i = 0; i < rows; i++, x += xRow, inverse += heads)
        {
            RmsNorm.Forward(heads, width, x, gain, epsilon, x, inverse);
        }
    }

    /// <summary>Turns the gradient of the normed heads into that of the heads before, in place, and adds that of the gain.</summary>
    /// <param name="rows">Number of rows.</param>
    /// <param name="heads">Heads of each row.</param>
    /// <param name="width">Width of a head.</param>
    /// <param name="x">The heads before they were normed: rows × heads × width.</param>
    /// <param name="gain">The gain.</param>
    /// <param name="inverse">What <see cref="Forward"/> kept.</param>
    /// <param name="d">The gradients; rows are <paramref name="dRow"/> floats apart.</param>
    /// <param name="dRow">Floats between rows of gradients.</param>
    /// <param name="dGain">Gradient of the gain; null to leave it out.</param>
    /// <param name="scratch">Room for one row: heads × width.</param>
    public static void Backward(int rows, int heads, int width, float* x, float* gain, float* inverse, float* d, nint dRow, float* dGain, float* scratch)
    {
        var all = heads * width;
        for (var i = 0; i < rows; i++, x += all, inverse += heads, d += dRow)
        {
            Rows.Copy(all, d, scratch);
            new Span<float>(d, all).Clear();
            RmsNorm.Backward(heads, width, x, gain, inverse, scratch, d, dGain);
        }
    }
}
