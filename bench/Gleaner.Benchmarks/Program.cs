using Gleaner.Benchmarks;

// Each benchmark ends in one JSON line on standard output.
string[] names = args.Length == 0 ? [.. AllBenchmarks.ByName.Keys] : args;
foreach (string name in names)
{
    if (!AllBenchmarks.ByName.TryGetValue(name, out Benchmark? benchmark))
    {
        Console.Error.WriteLine($"There is no benchmark '{name}'. Known: {string.Join(", ", AllBenchmarks.ByName.Keys)}.");
        return 2;
    }

    benchmark.Run(Console.Out);
}

return 0;
