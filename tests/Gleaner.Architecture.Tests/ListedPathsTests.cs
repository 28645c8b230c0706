using System.Text.RegularExpressions;

namespace Gleaner.Architecture.Tests;

/// <summary>Lists and documents name the source as it is.</summary>
public sealed partial class ListedPathsTests
{
    [Fact]
    public void Each_listed_mutation_changes_one_place() =>
        (from line in File.ReadLines(Path.Combine(Product.Root, "eng/mutants.txt"))
         where line.Length > 0 && line[0] != '#'
         let parts = line.Replace("\\n", "\n", StringComparison.Ordinal).Split(" ||| ")
         let path = Path.Combine(Product.Root, parts[0])
         let places = File.Exists(path) ? Regex.Count(File.ReadAllText(path), Regex.Escape(parts[1])) : 0
         where places != 1
         select $"{places}: {line}").ShouldBeEmpty();

    [Fact]
    public void Paths_in_documents_are_there() =>
        (from file in new[] { "README.md", "CONTRIBUTING.md" }.Concat(Directory.EnumerateFiles(Path.Combine(Product.Root, "docs"), "*.md", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(Product.Root, file)))
         // The log says what was there on the day.
         where Path.GetFileName(file) != "lab-log.md"
         from match in SourcePath().Matches(File.ReadAllText(Path.Combine(Product.Root, file)))
         let path = match.Groups[1].Value
         where !File.Exists(Path.Combine(Product.Root, path)) && !Directory.Exists(Path.Combine(Product.Root, path))
         select $"{file}: {path}").ShouldBeEmpty();

    [GeneratedRegex(@"`((?:src|tests|eng|bench|experiments|examples|trainers|templates)/[\w./-]*\w)/?`")]
    private static partial Regex SourcePath();
}
