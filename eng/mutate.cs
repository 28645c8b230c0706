#!/usr/bin/env dotnet
#:package Microsoft.CodeAnalysis.CSharp
#:property PublishAot=false
#:property RestorePackagesWithLockFile=false

// Changes one thing in a project's source at a time and sees whether its fast tests notice:
//   dotnet run eng/mutate.cs -- [--seed 1] [--count 25] [--project Gleaner.Core] [--files Runs/*.cs] [--hand eng/mutants.txt]
//       [--without '*ResumeTests'] [--no-build]
//
//   --files   only files whose path within the project matches; * stands for anything
//   --without test classes that are not run, because they take long and others say the same; * stands for anything
//   --hand    instead of drawn mutants those of a list: a line is "PROJECT/PATH ||| OLD ||| NEW", of the projects asked for
//
// The project's source is compiled in memory from its syntax trees, so a mutant costs a second and a run of the tests, and the working
// tree is never touched. Mutants are drawn evenly from all places that can be changed outside strings, comments and attributes. Prints
// "killed", "survived" or "did not compile" with file and line; exits with 1 if one survived.

using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using System.Runtime.Loader;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Emit;
using Microsoft.CodeAnalysis.Text;

var seed = int.Parse(Option("seed") ?? "1", CultureInfo.InvariantCulture);
var count = int.Parse(Option("count") ?? "25", CultureInfo.InvariantCulture);
var project = Option("project") ?? "Gleaner.Core";
var pattern = new Regex("^" + Regex.Escape(Option("files") ?? "*").Replace("\\*", ".*") + "$");
var root = FindRoot();
var testProject = $"{root}/tests/{project}.Tests";
if (!args.Contains("--no-build"))
{
    var code = await RunAsync("dotnet", ["build", $"{testProject}/{project}.Tests.csproj", "-c", "Release", "-v", "q", "--nologo", "-m:1", "-nodeReuse:false"], TimeSpan.FromMinutes(30));
    if (code != 0)
    {
        Console.Error.WriteLine($"{testProject} cannot be built.");
        return 2;
    }
}

// Beside the build's own output, so that tests still find the repository around them.
var scratch = $"{testProject}/bin/Mutants/net10.0";
Copy($"{testProject}/bin/Release/net10.0", scratch);
var source = new Source(root, project, scratch);
var mutants = Option("hand") is { } list ? Listed(list) : Drawn();

var baseline = Stopwatch.StartNew();
if (source.Emit(null, null) is { } failure || await TestAsync(TimeSpan.FromMinutes(30)) != 0)
{
    Console.Error.WriteLine("The tests fail without a mutation, or the source does not compile here: nothing can be said.");
    return 2;
}

var limit = TimeSpan.FromSeconds(30) + (5 * baseline.Elapsed);
Console.WriteLine($"{project}: {mutants.Count} mutants, seed {seed}; the tests take {baseline.Elapsed.TotalSeconds:0} s, a mutant is stopped after {limit.TotalSeconds:0} s.");
var (killed, survived, broken) = (0, 0, 0);
foreach (var mutant in mutants)
{
    string outcome;
    if (source.Emit(mutant.Path, mutant.Text) is not null)
    {
        (outcome, broken) = ("did not compile", broken + 1);
    }
    else if (await TestAsync(limit) is var code && code == 0)
    {
        (outcome, survived) = ("SURVIVED", survived + 1);
    }
    else
    {
        (outcome, killed) = (code is null ? "killed (time)" : "killed", killed + 1);
    }

    Console.WriteLine($"{outcome,-16}{mutant.Place}: {mutant.Change}");
}

Console.WriteLine($"{killed} killed, {survived} survived, {broken} did not compile: {(killed + survived == 0 ? 0 : 100.0 * killed / (killed + survived)):0} % of {killed + survived} killed.");
return survived == 0 ? 0 : 1;

string? Option(string name) => Array.IndexOf(args, $"--{name}") is >= 0 and var at && at + 1 < args.Length ? args[at + 1] : null;

List<Mutant> Drawn()
{
    var all = source.Files.Where(file => pattern.IsMatch(Path.GetRelativePath(source.Folder, file))).SelectMany(file => Mutations.Of(file, source.Tree(file), root)).ToArray();
    new Random(seed).Shuffle(all);
    return [.. all.Take(count)];
}

List<Mutant> Listed(string file) =>
[
    .. from line in File.ReadLines(file)
       where line.Length > 0 && line[0] != '#'
       let parts = line.Replace("\\n", "\n").Split(" ||| ")
       where parts[0].StartsWith($"src/{project}/", StringComparison.Ordinal)
       select Mutant.Replacing(root, parts[0], parts[1], parts[2]),
];

async Task<int?> TestAsync(TimeSpan most) =>
    await RunAsync("dotnet", [$"{scratch}/{project}.Tests.dll", "-trait-", "Category=Long", "-trait-", "Category=Oracle", .. Option("without") is { } without ? new[] { "-class-", without } : [], "-stopOnFail", "-noLogo", "-noColor"], most);

static async Task<int?> RunAsync(string program, string[] arguments, TimeSpan most)
{
    using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
    using var stop = new CancellationTokenSource(most);
    try
    {
        await Task.WhenAll(
            process.StandardOutput.ReadToEndAsync(stop.Token), process.StandardError.ReadToEndAsync(stop.Token), process.WaitForExitAsync(stop.Token));
        return process.ExitCode;
    }
    catch (OperationCanceledException)
    {
        process.Kill(entireProcessTree: true);
        return null;
    }
}

static string FindRoot()
{
    var folder = Directory.GetCurrentDirectory();
    while (!File.Exists($"{folder}/Gleaner.slnx"))
    {
        folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("Run this inside the repository.");
    }

    return folder;
}

static void Copy(string from, string to)
{
    foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
    {
        var target = Path.Combine(to, Path.GetRelativePath(from, file));
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        File.Copy(file, target, overwrite: true);
    }
}

/// <summary>One change of one file.</summary>
internal sealed record Mutant(string Path, string Place, string Change, SourceText Text)
{
    public static Mutant Replacing(string root, string path, string old, string @new)
    {
        var text = File.ReadAllText($"{root}/{path}");
        var at = text.IndexOf(old, StringComparison.Ordinal);
        return at >= 0 && text.IndexOf(old, at + 1, StringComparison.Ordinal) < 0
            ? Of(root, $"{root}/{path}", SourceText.From(text), new TextSpan(at, old.Length), @new)
            : throw new InvalidOperationException($"{path}: '{old}' is not there exactly once; bring the list of mutants up to date.");
    }

    public static Mutant Of(string root, string path, SourceText text, TextSpan span, string replacement)
    {
        var line = text.Lines.GetLineFromPosition(span.Start).LineNumber + 1;
        var old = Regex.Replace(text.ToString(span), @"\s+", " ");
        return new Mutant(path, $"{System.IO.Path.GetRelativePath(root, path)}:{line}", $"{Short(old)} -> {Short(replacement)}", text.Replace(span, replacement));
    }

    private static string Short(string text) => text.Length == 0 ? "(nothing)" : text.Length <= 90 ? text : text[..90] + "…";
}

/// <summary>All changes that a file offers.</summary>
internal static class Mutations
{
    private static readonly Dictionary<SyntaxKind, string> Operators = new()
    {
        [SyntaxKind.LessThanToken] = "<=",
        [SyntaxKind.LessThanEqualsToken] = "<",
        [SyntaxKind.GreaterThanToken] = ">=",
        [SyntaxKind.GreaterThanEqualsToken] = ">",
        [SyntaxKind.EqualsEqualsToken] = "!=",
        [SyntaxKind.ExclamationEqualsToken] = "==",
        [SyntaxKind.AmpersandAmpersandToken] = "||",
        [SyntaxKind.BarBarToken] = "&&",
        [SyntaxKind.PlusToken] = "-",
        [SyntaxKind.MinusToken] = "+",
        [SyntaxKind.AsteriskToken] = "/",
        [SyntaxKind.SlashToken] = "*",
    };

    private static readonly HashSet<string> Droppable =
        ["Order", "OrderDescending", "OrderBy", "ThenBy", "Distinct", "DistinctBy", "Reverse", "Where", "Skip", "Take", "TakeWhile", "Concat", "Append", "Prepend"];

    public static IEnumerable<Mutant> Of(string path, SyntaxTree tree, string root)
    {
        var text = tree.GetText();
        return tree.GetRoot().DescendantNodes(node => node is not AttributeListSyntax).SelectMany(Changes)
            .Select(change => Mutant.Of(root, path, text, change.Span, change.Text));
    }

    private static IEnumerable<(TextSpan Span, string Text)> Changes(SyntaxNode node) => node switch
    {
        BinaryExpressionSyntax binary when Operators.TryGetValue(binary.OperatorToken.Kind(), out var other) && !IsText(binary) =>
            [(binary.OperatorToken.Span, other)],
        LiteralExpressionSyntax { Token.Value: int number } => [(node.Span, $"({number + 1})"), .. number > 0 ? new[] { (node.Span, $"({number - 1})") } : []],
        LiteralExpressionSyntax literal when literal.IsKind(SyntaxKind.TrueLiteralExpression) => [(node.Span, "false")],
        LiteralExpressionSyntax literal when literal.IsKind(SyntaxKind.FalseLiteralExpression) && !IsConfigureAwait(literal) => [(node.Span, "true")],
        ExpressionStatementSyntax => [(node.Span, ";")],
        IfStatementSyntax condition => [Negated(condition.Condition)],
        WhileStatementSyntax condition => [Negated(condition.Condition)],
        ConditionalExpressionSyntax condition => [Negated(condition.Condition)],
        WhereClauseSyntax condition => [Negated(condition.Condition)],
        InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax member } call when Droppable.Contains(member.Name.Identifier.Text) =>
            [(TextSpan.FromBounds(member.OperatorToken.SpanStart, call.Span.End), "")],
        IdentifierNameSyntax { Identifier.Text: "Min", Parent: MemberAccessExpressionSyntax { Expression: IdentifierNameSyntax { Identifier.Text: "Math" } } } => [(node.Span, "Max")],
        IdentifierNameSyntax { Identifier.Text: "Max", Parent: MemberAccessExpressionSyntax { Expression: IdentifierNameSyntax { Identifier.Text: "Math" } } } => [(node.Span, "Min")],
        _ => [],
    };

    private static (TextSpan Span, string Text) Negated(ExpressionSyntax condition) => condition.DescendantNodesAndSelf().Any(node => node is DeclarationExpressionSyntax or DeclarationPatternSyntax or VarPatternSyntax or RecursivePatternSyntax { Designation: not null })
        ? (condition.Span, "false") // what the pattern declares cannot be used behind a negation
        : (condition.Span, $"!({condition})");

    private static bool IsText(BinaryExpressionSyntax binary) => binary.IsKind(SyntaxKind.AddExpression)
        && binary.DescendantNodes().Any(node => node is InterpolatedStringExpressionSyntax || node.IsKind(SyntaxKind.StringLiteralExpression));

    private static bool IsConfigureAwait(LiteralExpressionSyntax literal) =>
        literal.Parent?.Parent?.Parent is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.Text: "ConfigureAwait" } };
}

/// <summary>The source of a project, compiled in memory.</summary>
internal sealed class Source
{
    private readonly Dictionary<string, SyntaxTree> _trees;
    private readonly CSharpCompilation _compilation;
    private readonly List<ResourceDescription> _resources;
    private readonly string _assembly;
    private readonly List<ISourceGenerator> _generators;

    public Source(string root, string project, string testFolder)
    {
        Folder = $"{root}/src/{project}";
        _assembly = $"{testFolder}/{project}.dll";
        var own = Directory.EnumerateFiles(Folder, "*.cs", SearchOption.AllDirectories).Where(file => !file.Contains("/obj/") && !file.Contains("/bin/"));
        Files = [.. own.Order(StringComparer.Ordinal)];
        var generated = Directory.EnumerateFiles($"{Folder}/obj/Release/net10.0", "*.cs");
        _trees = Files.Concat(generated).ToDictionary(file => file, file => Parse(file, SourceText.From(File.ReadAllText(file))));
        var shared = Path.GetDirectoryName(Path.GetDirectoryName(Path.GetDirectoryName(typeof(object).Assembly.Location)))!;
        var frameworks = new[] { "Microsoft.NETCore.App", "Microsoft.AspNetCore.App" }.Select(name => $"{shared}/{name}/{Environment.Version}").Where(Directory.Exists);
        var references = frameworks.Append(testFolder).SelectMany(folder => Directory.EnumerateFiles(folder, "*.dll"))
            .Where(file => file != _assembly && !file.EndsWith(".Tests.dll", StringComparison.Ordinal) && IsManaged(file))
            .DistinctBy(Path.GetFileName);
        _compilation = CSharpCompilation.Create(
            project, _trees.Values, references.Select(file => MetadataReference.CreateFromFile(file)),
            new CSharpCompilationOptions(
                OutputKind.DynamicallyLinkedLibrary, optimizationLevel: OptimizationLevel.Release, allowUnsafe: true, nullableContextOptions: NullableContextOptions.Enable));
        _resources = [.. Resources(_assembly)];
        _generators = [.. Generators(shared)];
    }

    public string Folder { get; }

    public IReadOnlyList<string> Files { get; }

    public SyntaxTree Tree(string file) => _trees[file];

    /// <returns>Null if it compiles and lies in the test folder now.</returns>
    public string? Emit(string? path, SourceText? text)
    {
        Compilation compilation = path is null ? _compilation : _compilation.ReplaceSyntaxTree(_trees[path], Parse(path, text!));
        CSharpGeneratorDriver.Create(_generators, parseOptions: Options).RunGeneratorsAndUpdateCompilation(compilation, out compilation, out _);
        using var image = new MemoryStream();
        var result = compilation.Emit(image, manifestResources: _resources);
        if (!result.Success)
        {
            var first = result.Diagnostics.First(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error).ToString();
            if (path is null)
            {
                Console.Error.WriteLine(first);
            }

            return first;
        }

        File.WriteAllBytes(_assembly, image.ToArray());
        return null;
    }

    private static CSharpParseOptions Options => new(LanguageVersion.Latest);

    private static SyntaxTree Parse(string path, SourceText text) => CSharpSyntaxTree.ParseText(text, Options, path);

    /// <summary>Those of the platform that a project here may use: regular expressions and JSON.</summary>
    private static IEnumerable<ISourceGenerator> Generators(string shared)
    {
        var packs = Path.Combine(Path.GetDirectoryName(shared)!, "packs", "Microsoft.NETCore.App.Ref");
        var newest = Directory.EnumerateDirectories(packs, $"{Environment.Version.Major}.*").Order(StringComparer.Ordinal).Last();
        return from file in Directory.EnumerateFiles(Path.Combine(newest, "analyzers", "dotnet", "cs"), "System.Text.*.dll")
               from type in TypesOf(Assembly.LoadFrom(file))
               where !type.IsAbstract && type.GetCustomAttributesData().Any(attribute => attribute.AttributeType.Name == "GeneratorAttribute")
               let made = Activator.CreateInstance(type)
               select made as ISourceGenerator ?? ((IIncrementalGenerator)made!).AsSourceGenerator();
    }

    // Fixes for editors stand beside the generators and need more than is here.
    private static IEnumerable<Type> TypesOf(Assembly assembly)
    {
        try
        {
            return assembly.GetTypes();
        }
        catch (ReflectionTypeLoadException failure)
        {
            return failure.Types.OfType<Type>();
        }
    }

    private static bool IsManaged(string file)
    {
        try
        {
            AssemblyName.GetAssemblyName(file);
            return true;
        }
        catch (BadImageFormatException)
        {
            return false;
        }
    }

    private static IEnumerable<ResourceDescription> Resources(string assembly)
    {
        var context = new AssemblyLoadContext("resources", isCollectible: true);
        using var image = new MemoryStream(File.ReadAllBytes(assembly));
        var loaded = context.LoadFromStream(image);
        foreach (var name in loaded.GetManifestResourceNames())
        {
            using var stream = loaded.GetManifestResourceStream(name)!;
            using var copy = new MemoryStream();
            stream.CopyTo(copy);
            var bytes = copy.ToArray();
            yield return new ResourceDescription(name, () => new MemoryStream(bytes), isPublic: true);
        }
    }
}
