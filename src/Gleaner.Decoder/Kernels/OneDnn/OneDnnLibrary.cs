using System.Runtime.InteropServices;

namespace Gleaner.Decoder.Kernels.OneDnn;

/// <summary>
/// The matrix product of oneDNN, where the library is installed. It is looked for once, when first asked for; nothing of it
/// is needed to build or run.
/// </summary>
internal sealed unsafe class OneDnnLibrary
{
    // Far beyond the newest there is; a name that does not exist costs microseconds.
    private const int NewestMinor = 31;

    private static readonly Lazy<OneDnnLibrary?> Installed = new(TryLoad);

    private readonly delegate* unmanaged<byte, byte, long, long, long, float, float*, long, float*, long, float, float*, long, int> _product;
    private readonly delegate* unmanaged<int, void> _setThreads;

    private OneDnnLibrary(nint handle, nint product)
    {
        _product = (delegate* unmanaged<byte, byte, long, long, long, float, float*, long, float*, long, float, float*, long, int>)product;
        Version = ReadVersion(handle);
        Products = OneDnnProducts.TryCreate(handle);

        // oneDNN is built on OpenMP as a rule; its own threads would compete with ours. The symbol is found through the
        // library that oneDNN has already pulled in; where it is missing, oneDNN runs as its build decides.
        if ((NativeLibrary.TryLoad("libgomp.so.1", out var openMp) || NativeLibrary.TryLoad("libomp.so.5", out openMp))
            && NativeLibrary.TryGetExport(openMp, "omp_set_num_threads", out var set))
        {
            _setThreads = (delegate* unmanaged<int, void>)set;
        }
    }

    /// <summary>Version as major.minor.patch.</summary>
    public string Version { get; }

    /// <summary>Products of bfloat16; null where the processor or the library has none.</summary>
    public OneDnnProducts? Products { get; }

    /// <summary>The installed library, or null.</summary>
    public static OneDnnLibrary? Find() => Installed.Value;

    /// <summary>C ← A·B + beta·C, row-major, on the calling thread alone.</summary>
    /// <param name="transposeA">A lies as depth × rows instead of rows × depth.</param>
    /// <param name="transposeB">B lies as columns × depth instead of depth × columns.</param>
    /// <param name="rows">Rows of C.</param>
    /// <param name="columns">Columns of C.</param>
    /// <param name="depth">Terms of each sum.</param>
    /// <param name="a">A.</param>
    /// <param name="aRow">Floats between rows of A as it lies.</param>
    /// <param name="b">B.</param>
    /// <param name="bRow">Floats between rows of B as it lies.</param>
    /// <param name="beta">0 to overwrite C, 1 to add to it.</param>
    /// <param name="c">C.</param>
    /// <param name="cRow">Floats between rows of C.</param>
    /// <exception cref="InvalidOperationException">oneDNN refused.</exception>
    public void Multiply(
        bool transposeA, bool transposeB, int rows, int columns, int depth, float* a, nint aRow, float* b, nint bRow, float beta, float* c, nint cRow)
    {
        StayOnThisThread();
        var status = _product(Letter(transposeA), Letter(transposeB), rows, columns, depth, 1, a, aRow, b, bRow, beta, c, cRow);
        if (status != 0)
        {
            throw new InvalidOperationException($"oneDNN {Version} refused a product of {rows} × {columns} × {depth} with status {status}.");
        }
    }

    /// <summary>Has oneDNN compute on the calling thread alone. A setting of that thread; it costs nanoseconds, so no thread has to be remembered as set.</summary>
    public void StayOnThisThread()
    {
        if (_setThreads != null)
        {
            _setThreads(1);
        }
    }

    private static byte Letter(bool transpose) => (byte)(transpose ? 'T' : 'N');

    private static OneDnnLibrary? TryLoad()
    {
        foreach (var name in Names())
        {
            if (NativeLibrary.TryLoad(name, out var handle) && NativeLibrary.TryGetExport(handle, "dnnl_sgemm", out var product))
            {
                return new OneDnnLibrary(handle, product);
            }
        }

        return null;
    }

    /// <summary>What the library is called: Debian names each minor version of 3 a library of its own.</summary>
    private static IEnumerable<string> Names() =>
        ["libdnnl.so.3", .. Enumerable.Range(0, NewestMinor + 1).Reverse().Select(minor => $"libdnnl.so.3.{minor}"), "libdnnl.so.2", "libdnnl.so", "dnnl"];

    private static string ReadVersion(nint handle)
    {
        if (!NativeLibrary.TryGetExport(handle, "dnnl_version", out var version))
        {
            return "of unknown version";
        }

        // dnnl_version_t begins with three ints: major, minor, patch.
        var parts = ((delegate* unmanaged<int*>)version)();
        return $"{parts[0]}.{parts[1]}.{parts[2]}";
    }
}
