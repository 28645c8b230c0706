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

    /// <summary>Below this share of what the processor can, a peer's products come from a BLAS without kernels for it, and say nothing about PyTorch.</summary>
    private const double LeastShareOfPeak = 0.2;

    private readonly PeerProcess _process;
    private readonly TextWriter _output;

    private TorchPeer(PeerProcess process, string version, TextWriter output)
    {
        (_process, _output) = (process, output);
        Name = $"PyTorch {version}";
    }

    /// <summary>Whether it has ended, or gave no answer in time: from then on there is no peer.</summary>
    public bool HasFailed { get; private set; }

    /// <summary>With its version.</summary>
    public string Name { get; }

    /// <summary>Starts one of the scripts in <c>bench/peers</c>.</summary>
    /// <param name="script">File name.</param>
    /// <param name="arguments">Arguments before the number of threads, which comes last.</param>
    /// <param name="threads">Threads that share an operation of PyTorch or of its BLAS.</param>
    /// <param name="wide">Whether PyTorch's own loops take 512-bit vectors where there are such: faster in training, slower in decoding.</param>
    /// <param name="output">Told why where there is no peer.</param>
    /// <returns>The peer, or null where no Python with PyTorch is installed.</returns>
    public static TorchPeer? TryStart(string script, IEnumerable<string> arguments, int threads, bool wide, TextWriter output) =>
        TryStart(Interpreters(), script, arguments, threads, wide, output);

    /// <summary>The same with the first of some interpreters that has a usable PyTorch.</summary>
    public static TorchPeer? TryStart(IEnumerable<string> interpreters, string script, IEnumerable<string> arguments, int threads, bool wide, TextWriter output)
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

        foreach (var python in interpreters)
        {
            try
            {
                var process = new PeerProcess(python, [Path.Combine(AppContext.BaseDirectory, "peers", script), .. arguments, count], environment, Limit);
                try
                {
                    var greeting = process.Answer();
                    var peer = new TorchPeer(process, greeting.GetProperty("version").GetString()!, output);
                    if (FaultOf(peer.Name, greeting.GetProperty("gflops").GetDouble(), FmaPeak.Measure()) is not { } fault)
                    {
                        return peer;
                    }

                    process.Dispose();
                    output.WriteLine($"No peer from {python}: {fault}");
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

    /// <summary>What is wrong with a peer whose products of fp32 run at a rate on one core; null for nothing.</summary>
    /// <param name="name">The peer.</param>
    /// <param name="gflops">Its rate.</param>
    /// <param name="peak">What the processor can, in the same unit.</param>
    public static string? FaultOf(string name, double gflops, double peak) => gflops >= LeastShareOfPeak * peak ? null : FormattableString.Invariant(
        $"{name} multiplies matrices at {gflops:F1} GFLOPS, {100 * gflops / peak:F0} % of what a core can: its BLAS is a slow one (a reference BLAS?). Install libopenblas0 or name another Python in GLEANER_PYTHON; a comparison with this one would mean nothing.");

    /// <summary>Sends a command; the answer has <c>seconds</c> and <c>processor_seconds</c>. Null if the peer has failed, which is said once.</summary>
    public JsonElement? Ask(string command)
    {
        if (HasFailed)
        {
            return null;
        }

        try
        {
            return _process.Ask(command);
        }
        catch (Exception failure) when (failure is InvalidOperationException or IOException or JsonException)
        {
            HasFailed = true;
            _output.WriteLine($"No peer from here on: {failure.Message.Split('\n')[^1]}");
            return null;
        }
    }

    /// <summary>Sends a command for its time; null if the peer has failed.</summary>
    public Timing? Time(string command) => Ask(command) is { } answer
        ? new Timing(answer.GetProperty("seconds").GetDouble(), answer.GetProperty("processor_seconds").GetDouble())
        : null;

    public void Dispose() => _process.Dispose();

    /// <summary>GLEANER_PYTHON, or the system's Python, for which distributions package PyTorch.</summary>
    private static IEnumerable<string> Interpreters() =>
        Environment.GetEnvironmentVariable("GLEANER_PYTHON") is { Length: > 0 } named ? [named] : ["/usr/bin/python3", "python3"];
}
