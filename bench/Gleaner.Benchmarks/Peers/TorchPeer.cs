using System.ComponentModel;
using System.Globalization;
using System.Runtime.Intrinsics.X86;
using System.Text.Json;
using Gleaner.Benchmarks.Measuring;

namespace Gleaner.Benchmarks.Peers;

/// <summary>PyTorch on the same model and data, in a Python process that lives through the benchmark.</summary>
internal sealed class TorchPeer : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    private readonly PeerProcess _process;

    private TorchPeer(PeerProcess process, string version)
    {
        _process = process;
        Name = $"PyTorch {version}";
    }

    /// <summary>With its version.</summary>
    public string Name { get; }

    /// <summary>Starts one of the scripts in <c>bench/peers</c>.</summary>
    /// <param name="script">File name.</param>
    /// <param name="arguments">Arguments before the number of threads, which comes last.</param>
    /// <param name="threads">Threads that share an operation of PyTorch or of its BLAS.</param>
    /// <param name="wide">Whether PyTorch's own loops take 512-bit vectors where there are such: faster in training, slower in decoding.</param>
    /// <param name="output">Told why where there is no peer.</param>
    /// <returns>The peer, or null where no Python with PyTorch is installed.</returns>
    public static TorchPeer? TryStart(string script, IEnumerable<string> arguments, int threads, bool wide, TextWriter output)
    {
        var count = threads.ToString(CultureInfo.InvariantCulture);
        var environment = new Dictionary<string, string>
        {
            ["OMP_NUM_THREADS"] = count,
            ["OPENBLAS_NUM_THREADS"] = count,
            // Tensors of a step are given back and taken again; without these, glibc returns them to the system each time.
            ["MALLOC_MMAP_MAX_"] = "0",
            ["MALLOC_TRIM_THRESHOLD_"] = "17179869184",
            ["MALLOC_TOP_PAD_"] = "268435456",
        };
        if (Avx512F.IsSupported)
        {
            // OpenBLAS does not know every processor that has the width; PyTorch does not use it unless told to.
            environment["OPENBLAS_CORETYPE"] = "SkylakeX";
            if (wide)
            {
                environment["ATEN_CPU_CAPABILITY"] = "avx512";
            }
        }

        foreach (var python in Interpreters())
        {
            try
            {
                var process = new PeerProcess(python, [Path.Combine(AppContext.BaseDirectory, "peers", script), .. arguments, count], environment, Limit);
                try
                {
                    return new TorchPeer(process, process.Answer().GetProperty("version").GetString()!);
                }
                catch (InvalidOperationException failure)
                {
                    process.Dispose();
                    output.WriteLine($"No peer from {python}: {failure.Message.Split('\n')[^1]}");
                }
            }
            catch (Win32Exception)
            {
                output.WriteLine($"No peer: there is no {python}.");
            }
        }

        return null;
    }

    /// <summary>Sends a command; the answer has <c>seconds</c> and <c>processor_seconds</c>.</summary>
    public JsonElement Ask(string command) => _process.Ask(command);

    /// <summary>Sends a command for its time.</summary>
    public Timing Time(string command)
    {
        var answer = Ask(command);
        return new Timing(answer.GetProperty("seconds").GetDouble(), answer.GetProperty("processor_seconds").GetDouble());
    }

    public void Dispose() => _process.Dispose();

    /// <summary>GLEANER_PYTHON, or the system's Python, for which distributions package PyTorch.</summary>
    private static IEnumerable<string> Interpreters() =>
        Environment.GetEnvironmentVariable("GLEANER_PYTHON") is { Length: > 0 } named ? [named] : ["/usr/bin/python3", "python3"];
}
