namespace Gleaner.Runs;

/// <summary>Refuses to mix results of different data, configurations or programs in one run.</summary>
public static class IdentityCheck
{
    /// <summary>Refuses to resume a run under another identity.</summary>
    /// <exception cref="GleanerException">Something that decides results differs; the message says what.</exception>
    internal static void RequireSame(string path, RunIdentity stored, RunIdentity current)
    {
        var differences = Differences(stored, current).ToList();
        if (differences.Count > 0)
        {
            throw new GleanerException(
                $"{path}: this run cannot be resumed, because something that affects its results has changed:\n"
                + string.Join("\n", differences.Select(difference => "  " + difference))
                + "\nRestore it, or start a new run in another folder.");
        }
    }

    /// <summary>What differs of what decides results, a line each.</summary>
    /// <param name="stored">The identity of the run.</param>
    /// <param name="current">The identity that is compared with it.</param>
    public static IEnumerable<string> Differences(RunIdentity stored, RunIdentity current)
    {
        ArgumentNullException.ThrowIfNull(stored);
        ArgumentNullException.ThrowIfNull(current);
        return Find(stored, current);
    }

    private static IEnumerable<string> Find(RunIdentity stored, RunIdentity current)
    {
        if (stored.ConfigurationHash != current.ConfigurationHash)
        {
            yield return $"configuration: {FirstDifference(stored.Configuration, current.Configuration)}";
        }

        if (!stored.Seeds.SequenceEqual(current.Seeds))
        {
            yield return $"seeds: {string.Join(", ", stored.Seeds)}; now {string.Join(", ", current.Seeds)}";
        }

        foreach (var name in stored.DataHashes.Keys.Union(current.DataHashes.Keys).Order(StringComparer.Ordinal))
        {
            var (before, now) = (stored.DataHashes.GetValueOrDefault(name), current.DataHashes.GetValueOrDefault(name));
            if (before != now)
            {
                yield return $"data '{name}': {before ?? "absent"}; now {now ?? "absent"}";
            }
        }

        if (stored.Version != current.Version || stored.CodeHash != current.CodeHash)
        {
            yield return $"program: {stored.Version} ({stored.CodeHash}); now {current.Version} ({current.CodeHash})";
        }
    }

    private static string FirstDifference(string stored, string current)
    {
        var (before, now) = (stored.Split('\n'), current.Split('\n'));
        for (var line = 0; ; line++)
        {
            var (old, @new) = (before.ElementAtOrDefault(line), now.ElementAtOrDefault(line));
            if (old != @new)
            {
                return $"line {line + 1} was {Quote(old)}; now {Quote(@new)}";
            }
        }
    }

    private static string Quote(string? line) => line is null ? "absent" : $"'{line.Trim()}'";
}
