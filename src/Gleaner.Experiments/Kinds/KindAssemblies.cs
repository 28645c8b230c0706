using System.Reflection;
using System.Runtime.Loader;

namespace Gleaner.Experiments;

/// <summary>Finds the kinds of an assembly that is not part of the program.</summary>
public static class KindAssemblies
{
    /// <summary>The registry with the kinds of an assembly: its public classes that are kinds and need nothing to be made.</summary>
    /// <param name="registry">The registry.</param>
    /// <param name="path">The assembly's file, absolute. What it refers to is looked for beside it, Gleaner's own assemblies in the program.</param>
    /// <exception cref="UsageException">It cannot be loaded, or holds no kind.</exception>
    public static KindRegistry WithAssembly(this KindRegistry registry, string path)
    {
        if (!File.Exists(path))
        {
            throw new UsageException($"{path}: there is no such assembly; build your project, then name its .dll.");
        }

        Assembly assembly;
        IKind[] kinds;
        try
        {
            assembly = new BesideItself(path).LoadFromAssemblyPath(path);
            kinds = [.. assembly.GetExportedTypes().Where(IsKind).OrderBy(type => type.FullName, StringComparer.Ordinal).Select(Create)];
        }
        catch (Exception exception) when (exception is BadImageFormatException or FileLoadException or FileNotFoundException or TypeLoadException or ReflectionTypeLoadException)
        {
            throw new UsageException($"{path}: this assembly cannot be used: {exception.Message} Build it for the .NET and the Gleaner of this program.");
        }

        if (kinds.Length == 0)
        {
            throw new UsageException($"{path}: this assembly has no kinds: public classes derived from EnvironmentKind<T>, MethodKind<T>, …, with a constructor without parameters.");
        }

        // Named twice (by option and by the file), it is the same assembly.
        var known = registry.All.Select(kind => (kind.Group, kind.Name, kind.GetType().FullName)).ToHashSet();
        return registry.With(kinds.Where(kind => !known.Contains((kind.Group, kind.Name, kind.GetType().FullName))));
    }

    private static bool IsKind(Type type) =>
        type is { IsClass: true, IsAbstract: false, ContainsGenericParameters: false } && typeof(IKind).IsAssignableFrom(type) && type.GetConstructor([]) is not null;

    private static IKind Create(Type type)
    {
        try
        {
            return (IKind)Activator.CreateInstance(type)!;
        }
        catch (TargetInvocationException exception)
        {
            throw new UsageException($"The kind {type.FullName} cannot be made: {exception.InnerException!.Message}");
        }
    }

    /// <summary>Shares what the program has loaded or can load, so that both mean the same types; looks beside the assembly for the rest.</summary>
    private sealed class BesideItself(string path) : AssemblyLoadContext(Path.GetFileNameWithoutExtension(path))
    {
        private readonly AssemblyDependencyResolver _resolver = new(path);

        protected override Assembly? Load(AssemblyName name)
        {
            try
            {
                return Default.LoadFromAssemblyName(name);
            }
            catch (FileNotFoundException)
            {
                return _resolver.ResolveAssemblyToPath(name) is { } found ? LoadFromAssemblyPath(found) : null;
            }
        }

        protected override IntPtr LoadUnmanagedDll(string unmanagedDllName) =>
            _resolver.ResolveUnmanagedDllToPath(unmanagedDllName) is { } found ? LoadUnmanagedDllFromPath(found) : IntPtr.Zero;
    }
}
