using System.Diagnostics;

namespace Gleaner.Trainers.Tests.Sft;

/// <summary>A Python with PyTorch; tests that need it are skipped where there is none.</summary>
internal static class PythonTorch
{
    private const string Python = "/usr/bin/python3";

    public static string Script { get; } = Path.Combine(Repository.Root, "trainers", "sft.py");

    private static readonly Lazy<(string Python, string? Missing)> Found = new(Find);

    /// <summary>The interpreter.</summary>
    public static string Require()
    {
        var (python, missing) = Found.Value;
        Assert.SkipUnless(missing is null, missing ?? "");
        return python;
    }

    /// <summary>Runs the interpreter to its end.</summary>
    public static (int ExitCode, string Output, string Error) Run(string python, IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        using var process = Start(python, environment, arguments);
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, error.GetAwaiter().GetResult());
    }

    public static Process Start(string python, IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        var start = new ProcessStartInfo(python, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        start.Environment["PYTHONDONTWRITEBYTECODE"] = "1";

        // Some builds of PyTorch have no libuv, which processes would find each other by.
        start.Environment["USE_LIBUV"] = "0";
        return Process.Start(start)!;
    }

    private static (string Python, string? Missing) Find()
    {
        var python = Environment.GetEnvironmentVariable("GLEANER_PYTHON") ?? Python;
        if (!File.Exists(python))
        {
            return (python, $"no Python at {python}; GLEANER_PYTHON names another place");
        }

        var (exitCode, _, error) = Run(python, new Dictionary<string, string>(), "-c", "import torch");
        return (python, exitCode == 0 ? null : $"{python} has no PyTorch: {error.Split('\n').LastOrDefault(line => line.Length > 0)}");
    }
}
