using static ArchUnitNET.Fluent.ArchRuleDefinition;

namespace Gleaner.Architecture.Tests;

/// <summary>Who may refer to whom. docs/architecture.md says why.</summary>
public sealed class ReferenceTests
{
    private const string Io = "Gleaner.IO", Http = "Gleaner.Http", Core = "Gleaner.Core", Decoder = "Gleaner.Decoder", Tokenizers = "Gleaner.Tokenizers", Chat = "Gleaner.Chat",
        Students = "Gleaner.Students", Formats = "Gleaner.Formats", Endpoints = "Gleaner.Endpoints", WebShop = "Gleaner.WebShop", Experiments = "Gleaner.Experiments", Tinker = "Gleaner.Tinker", Web = "Gleaner.Web", Tool = "Gleaner.Tool";

    /// <summary>For each assembly the others of ours that it may know; one without a row is the host's and may know all but <see cref="Tool"/>.</summary>
    private static readonly Dictionary<string, string[]> MayKnow = new()
    {
        // Without any knowledge of the domain: bytes, numbers, ids, pictures.
        [Io] = [],
        [Http] = [Io],
        [Web] = [Io],
        [Decoder] = [Io],
        [Tokenizers] = [Io],
        ["Gleaner.Reports"] = [Io],
        [Tinker] = [Http, Io],

        // The domain and the method; experiments made of them.
        [Core] = [Io],
        [Experiments] = [Core, "Gleaner.Reports", Io],

        // Other machines: it knows experiments, and no environment or student.
        ["Gleaner.Cluster"] = [Core, Experiments, Io],

        // What looks inside runs knows no environment: who starts it opens their worlds.
        ["Gleaner.Viewer"] = [Core, Experiments, "Gleaner.Reports", Web, Io],

        // Environments know no student, engine or model; Experiments they know for the kinds that they add to it.
        [WebShop] = [Core, Io],
        ["Gleaner.ScienceWorld"] = [Core, Experiments, Io],
        ["Gleaner.Maze"] = [Core, Experiments, Io],
        ["Gleaner.Crafting"] = [Core, Experiments, Io],
        ["Gleaner.EnvironmentClients"] = [Core, Experiments, Http, Io],
        ["Gleaner.EnvironmentServers"] = [Core, Web, Io],

        // Students, models, formats, trainers know no environment.
        [Chat] = [Core, Tokenizers, Io],
        [Students] = [Core, Experiments, Decoder, Chat, Tokenizers, Io],
        [Formats] = [Core, Experiments, Chat, Tokenizers, Io],
        [Endpoints] = [Core, Experiments, Chat, Tokenizers, Http, Io],
        ["Gleaner.Trainers"] = [Core, Experiments, Chat, Tokenizers, Decoder, Endpoints, Students, Formats, Tinker, Http, Io],

        // A model behind a server: the engine and the protocols, no experiment.
        ["Gleaner.ModelServers"] = [Core, Chat, Tokenizers, Decoder, Students, Tinker, Web, Io],

        // WebShop's own student, kinds and dialects are the only ones that know an environment.
        ["Gleaner.WebShop.Experiments"] = [Core, Experiments, WebShop, "Gleaner.EnvironmentServers", Students, Formats, Decoder, Chat, Tokenizers, Io],
    };

    [Fact]
    public void Assemblies_know_only_what_they_may() =>
        (from assembly in Product.Assemblies
         let name = assembly.GetName().Name!
         from reference in Product.ReferencesOf(assembly)
         where MayKnow.TryGetValue(name, out var allowed) ? !allowed.Contains(reference) : reference == Tool || !IsProduct(reference)
         select $"{name} -> {reference}")
        .ShouldAllBeListed();

    [Fact] // One way in which Gleaner listens, with its limits and its guard.
    public void Hosts_are_built_in_one_room() => Product.FilesUnder("src")
        .Where(source => source.Lines.Any(line => line.Contains("WebApplication.Create", StringComparison.Ordinal) || line.Contains("UseKestrel", StringComparison.Ordinal)))
        .Select(source => source.Path)
        .ShouldAllBeListed("src/Gleaner.Web/WebServer.cs");

    [Fact]
    public void The_core_stands_on_the_base_class_library() => Product.Assemblies
        .Single(assembly => assembly.GetName().Name == Core)
        .GetReferencedAssemblies()
        .Select(reference => reference.Name!)
        .Where(name => name != Io && !name.StartsWith("System.", StringComparison.Ordinal))
        .ShouldBeEmpty();

    [Theory] // The method is pure: what it is made of knows nothing of runs, files and resuming.
    [InlineData("Gleaner.Tasks")]
    [InlineData("Gleaner.Randomness")]
    [InlineData("Gleaner.Trajectories")]
    [InlineData("Gleaner.Environments")]
    [InlineData("Gleaner.Policies")]
    [InlineData("Gleaner.Rollouts")]
    [InlineData("Gleaner.Exploration")]
    [InlineData("Gleaner.Selection")]
    [InlineData("Gleaner.Methods")]
    [InlineData("Gleaner.Students")]
    [InlineData("Gleaner.Evaluation")]
    public void The_domain_knows_no_run(string @namespace)
    {
        var rule = Types().That().ResideInAssembly(typeof(Gleaner.Methods.IMethod).Assembly).And().ResideInNamespace(@namespace)
            .Should().NotDependOnAny(Types().That().ResideInNamespace("Gleaner.Runs"));
        rule.Evaluate(Product.Architecture).Where(result => !result.Passed).Select(result => result.Description).ShouldBeEmpty();
    }

    [Fact]
    public void Projects_declare_the_references_that_the_table_names()
    {
        // A reference that is declared and not used would not show in the assembly.
        var declared = from assembly in Product.Assemblies
                       let name = assembly.GetName().Name!
                       where MayKnow.ContainsKey(name)
                       from line in File.ReadLines(Path.Combine(Product.Root, "src", name, $"{name}.csproj"))
                       where line.Contains("<ProjectReference", StringComparison.Ordinal)
                       let reference = Path.GetFileNameWithoutExtension(line.Split('"')[1])
                       where !MayKnow[name].Contains(reference)
                       select $"{name} -> {reference}";
        declared.ShouldAllBeListed();
    }

    private static bool IsProduct(string reference) => Product.Assemblies.Any(assembly => assembly.GetName().Name == reference);
}
