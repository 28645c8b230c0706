namespace Gleaner.WebShop.Tests;

/// <summary>Where the real catalogue, trajectories and oracle vectors lie; tests skip where they do not.</summary>
internal static class TestData
{
    internal static string Catalogue => Folder("catalogue");

    internal static string Trajectories => Folder("trajectories");

    /// <summary>Path of an oracle file; skips the test where it is missing.</summary>
    internal static string Oracle(string file)
    {
        string folder = Environment.GetEnvironmentVariable("WEBSHOP_ORACLE") ?? Folder("oracle");
        string path = Path.Combine(folder, file);
        Assert.SkipUnless(File.Exists(path), $"no oracle file {path}");
        return path;
    }

    private static string Folder(string name)
    {
        string? root = Environment.GetEnvironmentVariable("WEBSHOP_DATA") ?? FindRoot();
        Assert.SkipWhen(root is null, "no real data: set WEBSHOP_DATA to its folder");
        string folder = Path.Combine(root, name);
        Assert.SkipUnless(Directory.Exists(folder), $"no folder {folder}");
        return folder;
    }

    private static string? FindRoot()
    {
        for (DirectoryInfo? at = new(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            string candidate = Path.Combine(at.FullName, "shared", "webshop");
            if (Directory.Exists(candidate))
            {
                return candidate;
            }
        }

        return null;
    }
}
