using System.Reflection;

namespace Gleaner.Architecture.Tests;

/// <summary>What is examined: the assemblies and source files of <c>src</c>.</summary>
internal static class Product
{
    private static readonly Lazy<ArchUnitNET.Domain.Architecture> Loaded = new(Load);

    /// <summary>The repository.</summary>
    public static string Root { get; } = Repository.Root;

    /// <summary>An assembly for each folder in <c>src</c>.</summary>
    public static IReadOnlyList<Assembly> Assemblies { get; } =
    [
        .. Directory.EnumerateFiles(Path.Combine(Root, "src"), "*.csproj", SearchOption.AllDirectories)
            .Select(project => Path.Combine(AppContext.BaseDirectory, $"{Path.GetFileNameWithoutExtension(project)}.dll"))
            .Order(StringComparer.Ordinal)
            .Select(Assembly.LoadFrom),
    ];

    /// <summary>Types and what they depend on, read from the code of their methods.</summary>
    public static ArchUnitNET.Domain.Architecture Architecture => Loaded.Value;

    /// <summary>The types that somebody wrote, nested ones left out.</summary>
    public static IEnumerable<Type> Types => Assemblies
        .SelectMany(assembly => assembly.GetTypes())
        .Where(type => !type.IsNested && type.Namespace?.StartsWith("Gleaner", StringComparison.Ordinal) == true && !type.Name.Contains('<', StringComparison.Ordinal));

    /// <summary>The source files in a folder by their path from the root, with <c>/</c>.</summary>
    public static IEnumerable<(string Path, string[] Lines)> FilesUnder(string folder) =>
        from file in Directory.EnumerateFiles(Path.Combine(Root, folder), "*.cs", SearchOption.AllDirectories)
        let path = Path.GetRelativePath(Root, file).Replace('\\', '/')
        where !path.Contains("/obj/", StringComparison.Ordinal) && !path.Contains("/bin/", StringComparison.Ordinal)
        orderby path
        select (path, File.ReadAllLines(file));

    /// <summary>The assemblies of ours that an assembly refers to.</summary>
    public static IEnumerable<string> ReferencesOf(Assembly assembly) => assembly.GetReferencedAssemblies()
        .Select(reference => reference.Name!)
        .Where(name => name == "Gleaner" || name.StartsWith("Gleaner.", StringComparison.Ordinal));

    /// <summary>Which namespaces of an assembly use which others of it.</summary>
    public static IEnumerable<(string From, string To)> NamespaceUses(Assembly assembly)
    {
        var own = Architecture.Types
            .Where(type => type.Assembly.Name.Split(',')[0] == assembly.GetName().Name && type.Namespace.FullName.StartsWith("Gleaner", StringComparison.Ordinal))
            .ToDictionary(type => type.FullName);
        return own.Values
            .SelectMany(type => type.Dependencies.Select(dependency => (From: type.Namespace.FullName, dependency.Target)))
            .Where(use => own.ContainsKey(use.Target.FullName))
            .Select(use => (use.From, To: use.Target.Namespace.FullName))
            .Where(use => use.From != use.To)
            .Distinct();
    }

    private static ArchUnitNET.Domain.Architecture Load() => new ArchUnitNET.Loader.ArchLoader().LoadAssemblies([.. Assemblies]).Build();
}
