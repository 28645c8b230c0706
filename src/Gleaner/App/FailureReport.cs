using Gleaner.CommandLine.Terminals;
using Gleaner.Endpoints.Spending;
using Gleaner.Experiments.Configuration;

namespace Gleaner.CommandLine.App;

/// <summary>Turns what was thrown into one clear message and an exit code.</summary>
internal static class FailureReport
{
    public static int Write(Exception failure, Terminal terminal, CancellationToken interrupted)
    {
        var cause = Unwrap(failure);
        switch (cause)
        {
            case OperationCanceledException when interrupted.IsCancellationRequested:
                terminal.Error.WriteLine("stopped.");
                return ExitCode.Interrupted;
            case ConfigException config:
                terminal.Error.WriteLine(config.Errors.Count == 1 ? "error in the configuration:" : $"{config.Errors.Count} errors in the configuration:");
                foreach (var error in config.Errors)
                {
                    terminal.Error.WriteLine($"  {error}");
                }

                return ExitCode.Usage;
            case BudgetSpentException:
                terminal.Error.WriteLine($"stopped: {cause.Message}");
                return ExitCode.BudgetSpent;
            case UsageException:
                terminal.Error.WriteLine($"error: {cause.Message}");
                return ExitCode.Usage;
            case GleanerException when FindInputOutput(cause) is not null:
                terminal.Error.WriteLine($"error: {cause.Message}");
                return ExitCode.InputOutput;
            case GleanerException:
                terminal.Error.WriteLine($"error: {cause.Message}");
                return ExitCode.Data;
            case IOException or UnauthorizedAccessException:
                terminal.Error.WriteLine($"error: reading or writing failed: {cause.Message}");
                return ExitCode.InputOutput;
            default:
                terminal.Error.WriteLine($"error: a defect of Gleaner: {cause.GetType().Name}: {cause.Message}");
                terminal.Error.WriteLine($"The details are in {WriteDetails(failure)}; please report them.");
                return ExitCode.Defect;
        }
    }

    // Parallel work wraps what it throws; the user is told of the first cause.
    private static Exception Unwrap(Exception failure) =>
        failure is AggregateException { InnerExceptions: [var inner, ..] } ? Unwrap(inner) : failure;

    private static Exception? FindInputOutput(Exception failure)
    {
        for (var cause = failure.InnerException; cause is not null; cause = cause.InnerException)
        {
            // A file that is not there is a matter of the data; a full disk is not.
            if (cause is UnauthorizedAccessException or HttpRequestException or IOException and not (FileNotFoundException or DirectoryNotFoundException))
            {
                return cause;
            }
        }

        return null;
    }

    private static string WriteDetails(Exception failure)
    {
        try
        {
            var file = Path.Combine(Path.GetTempPath(), $"gleaner-defect-{Guid.NewGuid():N}.log");
            File.WriteAllText(file, $"{Environment.CommandLine}\n{Environment.OSVersion}, .NET {Environment.Version}\n\n{failure}\n");
            return file;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return $"no file ({e.Message}); they are:\n{failure}\n";
        }
    }
}
