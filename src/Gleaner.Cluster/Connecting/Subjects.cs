namespace Gleaner.Cluster.Connecting;

/// <summary>The names of streams, consumers and subjects.</summary>
internal static class Subjects
{
    /// <summary>The stream with items that are to be done; what is acknowledged is gone.</summary>
    public const string WorkStream = "GLEANER_WORK";

    /// <summary>The stream with what workers say of items; a coordinator deletes what it has kept.</summary>
    public const string ResultStream = "GLEANER_RESULTS";

    /// <summary>The bucket with the announcements of runs.</summary>
    public const string RunBucket = "gleaner_runs";

    /// <summary>The bucket with checkpoints and large messages, by hash.</summary>
    public const string ArchiveBucket = "gleaner_archives";

    /// <summary>All items.</summary>
    public const string AllWork = "gleaner.work.>";

    /// <summary>All results.</summary>
    public const string AllResults = "gleaner.results.>";

    /// <summary>The items of a run.</summary>
    public static string WorkOf(string run) => $"gleaner.work.{run}.>";

    /// <summary>The items of a job.</summary>
    public static string WorkOf(string run, string job) => $"gleaner.work.{run}.{job}";

    /// <summary>The results of a run.</summary>
    public static string ResultsOf(string run) => $"gleaner.results.{run}.>";

    /// <summary>The results of a job.</summary>
    public static string ResultsOf(string run, string job) => $"gleaner.results.{run}.{job}";

    /// <summary>What workers tell the coordinator of a run besides; nothing keeps it.</summary>
    public static string Notices(string run) => $"gleaner.notices.{run}";

    /// <summary>The consumer that the workers of a run share.</summary>
    public static string Workers(string run) => $"work-{run}";
}
