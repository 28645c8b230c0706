namespace Gleaner.Testing;

/// <summary>Real catalogues, task lists and recordings, which are not part of the repository. A test that needs what is not there is skipped.</summary>
public static class RealData
{
    /// <summary>A file or folder of WebShop's data; <c>WEBSHOP_DATA</c> names their folder if it is not <c>shared/webshop</c> above the tests.</summary>
    public static string WebShop(params string[] names) => At("WEBSHOP_DATA", "webshop", names);

    /// <summary>A file or folder of ScienceWorld's data; <c>SCIENCEWORLD_DATA</c> names their folder if it is not <c>shared/sciworld</c> above the tests.</summary>
    public static string ScienceWorld(params string[] names) => At("SCIENCEWORLD_DATA", "sciworld", names);

    private static string At(string variable, string shared, string[] names)
    {
        var root = Environment.GetEnvironmentVariable(variable) ?? Above(Path.Combine("shared", shared));
        Assert.SkipWhen(root is null, $"no real data: set {variable} to its folder");
        var path = Path.Combine([root, .. names]);
        Assert.SkipUnless(Path.Exists(path), $"there is no {path}");
        return path;
    }

    private static string? Above(string name)
    {
        for (DirectoryInfo? at = new(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            var candidate = Path.Combine(at.FullName, name);
            if (Directory.Exists(candidate))
            {
                return candidate;
            }
        }

        return null;
    }
}
