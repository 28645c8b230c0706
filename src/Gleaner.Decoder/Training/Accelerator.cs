using Gleaner.Decoder.Kernels;
using Gleaner.Decoder.Kernels.OneDnn;

namespace Gleaner.Decoder.Training;

/// <summary>Whether training lets a native library compute its products with weights.</summary>
public enum Accelerator
{
    /// <summary>Nothing but our own kernels: the same bits on every machine of one type.</summary>
    None,

    /// <summary>oneDNN, which must be installed. Results differ from our own in rounding.</summary>
    OneDnn,

    /// <summary>oneDNN where it is installed.</summary>
    Auto,

    /// <summary>
    /// oneDNN with products of values rounded to bfloat16 and sums in fp32; weights, gradients and optimiser stay fp32. For processors that multiply
    /// bfloat16 (AMX, AVX-512 BF16). Each factor is rounded by up to 0.4 %, so losses differ in the third digit.
    /// </summary>
    OneDnnBfloat16,
}

/// <summary>What becomes of an <see cref="Accelerator"/> on this machine.</summary>
public static class Accelerators
{
    /// <summary>Name and version of the library that is used, such as <c>oneDNN 2.6.3</c>; null for none.</summary>
    /// <param name="accelerator">What was asked for.</param>
    /// <exception cref="InvalidOperationException">It is not installed.</exception>
    public static string? InUse(Accelerator accelerator) =>
        Find(accelerator) is { } library ? $"oneDNN {library.Version}{(accelerator == Accelerator.OneDnnBfloat16 ? InHalves(library) : "")}" : null;

    internal static Gemm Gemm(Accelerator accelerator) => Find(accelerator) switch
    {
        null => Kernels.Gemm.Best,
        { } library when accelerator == Accelerator.OneDnnBfloat16 => new OneDnnHalfGemm(library, Products(library), Kernels.Gemm.Best),
        { } library => new OneDnnGemm(library, Kernels.Gemm.Best),
    };

    private static string InHalves(OneDnnLibrary library)
    {
        Products(library);
        return $" in bfloat16 ({OneDnnProducts.KindOfProcessor})";
    }

    private static OneDnnProducts Products(OneDnnLibrary library) => library.Products ?? throw new InvalidOperationException(
        OneDnnProducts.KindOfProcessor is null
            ? "This processor does not multiply bfloat16 (AMX or AVX-512 BF16): choose 'onednn' or 'none'."
            : $"oneDNN {library.Version} offers no products of bfloat16 that are known here (2.5 and later do): choose 'onednn' or 'none'.");

    private static OneDnnLibrary? Find(Accelerator accelerator) => accelerator switch
    {
        Accelerator.None => null,
        Accelerator.Auto => OneDnnLibrary.Find(),
        _ => OneDnnLibrary.Find() ?? throw new InvalidOperationException(
            "oneDNN is not installed: no libdnnl.so.3, libdnnl.so.2 or libdnnl.so was found. Install it (Debian: libdnnl2 or libdnnl3.6), or choose 'none' or 'auto'."),
    };
}
