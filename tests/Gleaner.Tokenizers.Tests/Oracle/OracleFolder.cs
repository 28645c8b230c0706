namespace Gleaner.Tokenizers.Tests.Oracle;

/// <summary>Where <c>eng/tokenizer-oracle.sh</c> puts the vectors: TOKENIZER_ORACLE, or .oracle/tokenizers in the repository.</summary>
internal static class OracleFolder
{
    /// <summary>The folder of a tokenizer; skips the test where it is missing.</summary>
    internal static string Of(string tokenizer)
    {
        var root = Environment.GetEnvironmentVariable("TOKENIZER_ORACLE") ?? Find();
        Assert.SkipWhen(root is null, "no tokenizer vectors: make them with eng/tokenizer-oracle.sh (needs npm), or set TOKENIZER_ORACLE");
        var folder = Path.Combine(root, tokenizer);
        Assert.SkipUnless(File.Exists(Path.Combine(folder, "vectors.jsonl")), $"no vectors in {folder}");
        return folder;
    }

    private static string? Find()
    {
        for (DirectoryInfo? at = new(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            var candidate = Path.Combine(at.FullName, ".oracle", "tokenizers");
            if (Directory.Exists(candidate))
            {
                return candidate;
            }
        }

        return null;
    }
}
