using Gleaner.Benchmarks.Decoder;
using Gleaner.Benchmarks.WebShop;

// Each benchmark prints one JSON line on standard output.
Dictionary<string, Action<TextWriter>> benchmarks = new(StringComparer.Ordinal)
{
    ["peak"] = PeakBenchmark.Run,
    ["train"] = TrainBenchmark.Run,
    ["decode"] = DecodeBenchmark.Run,
    ["webshop"] = WebShopBenchmark.Run,
};

string[] names = args.Length == 0 ? [.. benchmarks.Keys] : args;
foreach (string name in names)
{
    if (!benchmarks.TryGetValue(name, out Action<TextWriter>? run))
    {
        Console.Error.WriteLine($"There is no benchmark '{name}'. Known: {string.Join(", ", benchmarks.Keys)}.");
        return 2;
    }

    run(Console.Out);
}

return 0;
