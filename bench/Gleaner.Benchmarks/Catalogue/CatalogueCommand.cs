using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Gleaner.Benchmarks.Measuring;
using Gleaner.CommandLine.App;
using Gleaner.WebShop.Generation;

namespace Gleaner.Benchmarks.Catalogue;

/// <summary><c>gleaner bench catalogue</c>: what made-up catalogues of growing size cost to open, to search and to play in.</summary>
internal static class CatalogueCommand
{
    public static Command Create(CommandContext context)
    {
        var products = new Option<int[]>("--products")
        {
            Description = "Sizes of the catalogues.",
            HelpName = "N",
            AllowMultipleArgumentsPerToken = true,
            DefaultValueFactory = _ => [1_000, 10_000, 100_000, 1_000_000],
        };
        var folder = new Option<string?>("--folder")
        {
            Description = "Where the catalogues are kept, so that a second measurement need not make them; a temporary folder if left out. A million products take 5 GB.",
            HelpName = "DIR",
        };
        var compare = new Option<int>("--compare") { Description = "How many queries are compared with scoring every document.", HelpName = "N", DefaultValueFactory = _ => 20 };
        var only = new Option<string?>("--only") { Description = "Measure this catalogue in this process and print JSON.", Hidden = true };
        var plays = new Option<bool>("--plays") { Description = "Search and play, too.", Hidden = true };
        var command = new Command(
            "catalogue", "Open, search and play in made-up WebShop catalogues of growing size, each in a process of its own. WEBSHOP_DATA names recordings whose queries are searched.")
        {
            products, folder, compare, only, plays,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            if (parsed.GetValue(only) is { } one)
            {
                var figures = await CatalogueMeasurement.RunAsync(one, Recordings(), parsed.GetValue(plays), parsed.GetValue(compare)).ConfigureAwait(false);
                context.Terminal.Out.WriteLine(JsonSerializer.Serialize(figures));
                return ExitCode.Done;
            }

            var kept = parsed.GetValue(folder);
            var temporary = kept is null ? Directory.CreateTempSubdirectory("gleaner-bench-").FullName : null;
            try
            {
                await MeasureAsync(
                    context, context.Surroundings.Full(kept ?? temporary!), parsed.GetRequiredValue(products), parsed.GetValue(compare), cancellationToken).ConfigureAwait(false);
                return ExitCode.Done;
            }
            finally
            {
                if (temporary is not null)
                {
                    Directory.Delete(temporary, recursive: true);
                }
            }
        });
        return command;
    }

    private static async Task MeasureAsync(CommandContext context, string folder, int[] sizes, int compared, CancellationToken cancellationToken)
    {
        var output = context.Terminal.Out;
        output.WriteLine(Machine.Describe());
        output.WriteLine(Recordings() is null ? "queries: those of a simulated shopper in 200 episodes" : "queries: those of AgentGym's recordings on the real shop");
        var table = new Table(
            output, ("products", 9), ("goals", 9), ("first open s", 12), ("CPU s", 7), ("peak MiB", 8), ("warm open s", 11), ("CPU s", 7), ("resident MiB", 12),
            ("p50 us", 7), ("p99 us", 7), ("steps/s new", 11), ("again", 8), ("bit-equal", 9));
        var result = new Result("catalogue");
        foreach (var size in sizes)
        {
            var catalogue = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"products-{size}"));
            if (!Directory.Exists(catalogue))
            {
                context.Terminal.Error.WriteLine($"Making up {size:N0} products ...");
                new CatalogueGenerator(new GeneratorSettings { Products = size }).Write(catalogue);
            }

            var cache = Path.Combine(catalogue, "gleaner-cache");
            if (Directory.Exists(cache))
            {
                Directory.Delete(cache, recursive: true);
            }

            var first = await InProcessAsync(catalogue, compared, plays: false, cancellationToken).ConfigureAwait(false);
            var warm = await InProcessAsync(catalogue, compared, plays: true, cancellationToken).ConfigureAwait(false);
            table.Row(
                size, warm.Goals, Table.Number(first.OpenSeconds), Table.Number(first.OpenProcessorSeconds), first.PeakMib, Table.Number(warm.OpenSeconds, "F2"),
                Table.Number(warm.OpenProcessorSeconds, "F2"), warm.ResidentMib, Table.Number(warm.SearchP50, "F0"), Table.Number(warm.SearchP99, "F0"),
                Table.Number(warm.FirstStepsPerSecond, "F0"), Table.Number(warm.StepsPerSecond, "F0"), $"{warm.Equal}/{warm.Compared}");
            result.With(size.ToString(CultureInfo.InvariantCulture), JsonSerializer.SerializeToNode(new { first, warm }));
        }

        result.With("cores", Environment.ProcessorCount).WriteTo(output);
    }

    // Memory and compiled code of one size would else be those of the next.
    private static async Task<CatalogueFigures> InProcessAsync(string catalogue, int compared, bool plays, CancellationToken cancellationToken)
    {
        string[] arguments =
        [
            Environment.GetCommandLineArgs()[0], "bench", "catalogue", "--only", catalogue, "--compare", compared.ToString(CultureInfo.InvariantCulture), .. plays ? ["--plays"] : Array.Empty<string>(),
        ];
        using var process = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, arguments) { RedirectStandardOutput = true })
            ?? throw new InvalidOperationException("The measuring process did not start.");
        var text = await process.StandardOutput.ReadToEndAsync(cancellationToken).ConfigureAwait(false);
        await process.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
        return process.ExitCode == 0 && JsonSerializer.Deserialize<CatalogueFigures>(text) is { } figures
            ? figures
            : throw new GleanerException($"{catalogue}: the measuring process ended with {process.ExitCode}.");
    }

    private static string? Recordings()
    {
        var data = Environment.GetEnvironmentVariable("WEBSHOP_DATA");
        var file = data is null ? null : Path.Combine(data, "trajectories", "agenttraj_l_1k_text.jsonl");
        return file is not null && File.Exists(file) ? file : null;
    }
}
