using Gleaner.CommandLine.Configuration.Nodes;
using Gleaner.CommandLine.Configuration.Reading;

namespace Gleaner.CommandLine.Configuration;

/// <summary>Loads configurations.</summary>
internal static class ConfigLoader
{
    /// <summary>Reads a file, applies overrides and checks the whole.</summary>
    /// <param name="path">The YAML file.</param>
    /// <param name="overrides"><c>KEY=VALUE</c> each; relative paths in them start from <paramref name="currentFolder"/>.</param>
    /// <param name="currentFolder">The folder that the program was called from.</param>
    /// <exception cref="ConfigException">There are errors; the message has all of them.</exception>
    public static ExperimentConfig Load(string path, IEnumerable<string> overrides, string currentFolder)
    {
        var full = Path.GetFullPath(path, currentFolder);
        try
        {
            return Parse(File.ReadAllText(full), path, Path.GetDirectoryName(full)!, overrides, currentFolder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ConfigException([e is FileNotFoundException or DirectoryNotFoundException
                ? $"{path}: there is no such file."
                : $"{path}: cannot be read: {e.Message}"]);
        }
    }

    /// <summary>Reads YAML text, applies overrides and checks the whole.</summary>
    /// <exception cref="ConfigException">There are errors; the message has all of them.</exception>
    public static ExperimentConfig Parse(string yaml, string fileName, string folder, IEnumerable<string> overrides, string currentFolder)
    {
        var root = overrides.Aggregate(
            YamlParser.ParseFile(yaml, fileName, folder), (node, assignment) => Override.Apply(node, assignment, currentFolder));
        var log = new ReadLog();
        var reader = new SectionReader(root, log);
        var config = ExperimentConfig.Read(reader, Path.GetFileNameWithoutExtension(fileName));
        reader.Finish();
        return log.Errors.Count == 0 ? config : throw new ConfigException(log.Errors);
    }

    /// <summary>All keys there are.</summary>
    public static IReadOnlyList<KeyDescription> DescribeKeys()
    {
        var log = new ReadLog { IsListing = true };
        ExperimentConfig.Read(new SectionReader(new ConfigMapping([], new Origin("", "/")), log), "the file's name");
        return log.Keys;
    }
}
