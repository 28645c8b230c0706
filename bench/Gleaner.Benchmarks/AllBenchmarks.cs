using Gleaner.Benchmarks.Cluster;
using Gleaner.Benchmarks.Decoder;
using Gleaner.Benchmarks.Products;
using Gleaner.Benchmarks.ScienceWorld;
using Gleaner.Benchmarks.Serving;
using Gleaner.Benchmarks.Viewing;
using Gleaner.Benchmarks.WebShop;

namespace Gleaner.Benchmarks;

/// <summary>A benchmark that can be asked for by name.</summary>
/// <param name="Description">What it measures, in a sentence.</param>
/// <param name="Run">Measures and prints; the last line is JSON.</param>
public sealed record Benchmark(string Description, Action<TextWriter> Run);

/// <summary>Every benchmark.</summary>
public static class AllBenchmarks
{
    /// <summary>By the name that the command line knows.</summary>
    public static IReadOnlyDictionary<string, Benchmark> ByName { get; } = new Dictionary<string, Benchmark>(StringComparer.Ordinal)
    {
        ["webshop"] = new("Play recorded episodes on one core. WEBSHOP_DATA names the folder with catalogue/ and trajectories/.", WebShopBenchmark.Run),
        ["scienceworld"] = new("Steps of ScienceWorld's simulator through Gleaner, beside a plain socket. Uses the jar that SCIENCEWORLD_JAR names or that is installed, else a stand-in.", ScienceWorldBenchmark.Run),
        ["serve"] = new("Play over HTTP in 10,000 sessions of the WebShop server, beside a web server that always answers the same.", ServingBenchmark.Run),
        ["view"] = new("Look inside a made-up run of 1,000,000 rollouts (VIEW_ROLLOUTS: another number): the index, then every kind of page.", ViewBenchmark.Run),
        ["cluster"] = new("Throughput of 1, 2, 4 and 8 workers whose environment takes its time, and what a rollout costs beside being played. Starts a nats-server of its own.", ClusterBenchmark.Run),
        ["gemm"] = new("Matrix products of training and decoding on one core, beside oneDNN where it is installed.", GemmBenchmark.Run),
        ["train"] = new("Training steps of a 6.9M-parameter decoder, beside PyTorch where it is installed; the small student; memory.", TrainBenchmark.Run),
        ["decode"] = new("Greedy decoding with cached keys and values on one core, beside PyTorch where it is installed.", DecodeBenchmark.Run),
    };
}
