namespace Gleaner.CommandLine.App;

/// <summary>What the program answers to the shell.</summary>
internal static class ExitCode
{
    public const int Done = 0;
    public const int Different = 1;
    public const int Usage = 2;
    public const int Data = 3;
    public const int InputOutput = 4;
    public const int BudgetSpent = 5;
    public const int Defect = 70;
    public const int Interrupted = 130;

    /// <summary>The table that <c>--help</c> prints.</summary>
    public const string Help =
        """
        Exit codes:
          0    done
          1    done, and something is not as it should be: a replayed trajectory differs, a check failed, a run's health has a warning
          2    the command line or the configuration is wrong
          3    data cannot be used: catalogue, trajectories, run directory
          4    reading or writing failed: disk full, folder not writable, a server that does not answer
          5    the budget for calls to an endpoint is spent; with a higher one the same command continues ('gleaner run' with --resume)
          70   a defect of Gleaner; the message names a file with the details
          130  stopped by Ctrl-C; 'gleaner run --resume' continues
        """;
}
