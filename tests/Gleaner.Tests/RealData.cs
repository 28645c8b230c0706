namespace Gleaner.CommandLine.Tests;

/// <summary>The real WebShop data, which is not part of the repository.</summary>
internal static class RealData
{
    /// <summary>Its folder; the test is skipped where there is none.</summary>
    public static string Root()
    {
        var folder = Environment.GetEnvironmentVariable("WEBSHOP_DATA")
            ?? Path.GetFullPath(Path.Combine(Repository.Root, "..", "shared", "webshop"));
        Assert.SkipUnless(Directory.Exists(folder), $"no real WebShop data at {folder}; WEBSHOP_DATA names another place");
        return folder;
    }
}
