using System.Diagnostics;

namespace Gleaner.Trainers.Tests.Sft;

/// <summary>A Python with PyTorch; tests that need it are skipped where there is none.</summary>
internal static class PythonTorch
{
    private const string Python = "/usr/bin/python3";

    public static string Script { get; } = Path.Combine(Repository.Root, "trainers", "sft.py");

    /// <summary>The interpreter.</summary>
    public static string Require()
    {
        var python = Environment.GetEnvironmentVariable("GLEANER_PYTHON") ?? Python;
        Assert.SkipUnless(File.Exists(python), $"no Python at {python}; GLEANER_PYTHON names another place");
        var (exitCode, _, error) = Run(python, new Dictionary<string, string>(), "-c", "import torch");
        Assert.SkipUnless(exitCode == 0, $"{python} has no PyTorch: {error.Split('\n').LastOrDefault(line => line.Length > 0)}");
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
        return Process.Start(start)!;
    }
}
