namespace Gleaner.WebShop.Tests;

/// <summary>The real catalogue, trajectories and oracle vectors; tests that need what is not there are skipped.</summary>
internal static class TestData
{
    internal static string Catalogue => RealData.WebShop("catalogue");

    internal static string Trajectories => RealData.WebShop("trajectories");

    /// <summary>Deletes a folder of stores; where the system keeps files that are still mapped, it is left behind.</summary>
    internal static void Delete(string folder)
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (Exception e) when (OperatingSystem.IsWindows() && e is IOException or UnauthorizedAccessException)
        {
        }
    }

    /// <summary>Path of an oracle file.</summary>
    internal static string Oracle(string file)
    {
        var path = Path.Combine(Environment.GetEnvironmentVariable("WEBSHOP_ORACLE") ?? RealData.WebShop("oracle"), file);
        Assert.SkipUnless(File.Exists(path), $"no oracle file {path}");
        return path;
    }
}
