using System.Diagnostics;

namespace Gleaner.EndToEnd.Tests;

/// <summary>
/// A project outside of the repository that refers to the packages alone: it adds an environment, a method, a selection rule and a recorded expert,
/// and its runs are runs.
/// </summary>
[Trait("Category", "Long")]
public sealed class OutsideProjectTests : IDisposable
{
    private const string Project =
        """
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup>
            <OutputType>Exe</OutputType>
            <TargetFramework>net10.0</TargetFramework>
            <ImplicitUsings>enable</ImplicitUsings>
            <Nullable>enable</Nullable>
          </PropertyGroup>
          <ItemGroup>
            <PackageReference Include="Gleaner" Version="*" />
          </ItemGroup>
        </Project>
        """;

    private const string Program =
        """
        using Gleaner;

        return await GleanerHost.CreateBuilder()
            .Add(new OwnEnvironment.ReachKind(), new OwnEnvironment.DoublerKind(), new OwnMethod.NearTheEndKind(), new OwnMethod.ShortestKind())
            .RunAsync(args);
        """;

    private const string Experiment =
        """
        name: outside
        environment: {kind: reach}
        experts:
          - EXPERT
        student:
          kind: text
          width: 32
          layers: 1
          heads: 1
          feed_forward: 32
          pieces: 520
          context: 512
          pretraining: {steps: 20, batch: 8, length: 128}
          view: {actions: known}
        training:
          bc: {steps: 60, batch: 8, learning_rate: 0.003}
          iteration: {steps: 30, batch: 8}
        exploration: {iterations: 2}
        methods:
          - {kind: near_the_end, solution_choice: shortest}
          - {kind: eef, solution_choice: shortest}
        """;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_project_of_ones_own_runs_resumes_reports_shows_and_exports()
    {
        await MakeAsync();
        (await RunAsync("run", Write("first.yaml", "{kind: simulated-doubler}"), "--output", _folder.File("first"))).ExitCode.ShouldBe(0);

        // The recorded expert: what the first run has collected.
        var recorded = Write("recorded.yaml", $"{{kind: recorded, name: doubler, file: {_folder.File("first")}/experts/simulated-doubler/trajectories.jsonl}}");
        await KillAsync("BC: evaluating on test", "run", recorded, "--output", _folder.File("killed"));
        var resumed = await RunAsync("run", recorded, "--output", _folder.File("killed"), "--resume");
        var undisturbed = await RunAsync("run", recorded, "--output", _folder.File("undisturbed"));

        (resumed.ExitCode, undisturbed.ExitCode).ShouldBe((0, 0));
        resumed.Out.ShouldContain("(done before)");
        foreach (var file in new[] { "seed-1/Near-the-end/iteration-2/metrics.json", "seed-1/EEF/iteration-2/metrics.json", "seed-1/EEF/iteration-2/dataset.jsonl" })
        {
            File.ReadAllBytes(_folder.File($"killed/{file}")).ShouldBe(File.ReadAllBytes(_folder.File($"undisturbed/{file}")), file);
        }

        (await RunAsync("report", _folder.File("killed"))).Out.ShouldContain("Near the end");
        (await RunAsync("show", _folder.File("killed"), "0")).Out.ShouldContain("double, or add one.");
        (await RunAsync("kinds", "near_the_end")).Out.ShouldContain("Rollouts from each state near the end of a failed run.");
        var export = await RunAsync("export", _folder.File("killed"), "--format", "openai", "--output", _folder.File("data.jsonl"));
        (export.ExitCode, export.Error).ShouldBe((0, ""));
        File.ReadLines(_folder.File("data.jsonl")).First().ShouldContain("You have");

        var wrong = await RunAsync("run", Write("wrong.yaml", "{kind: simulated-doubler, nmae: x}"), "--output", _folder.File("wrong"));
        wrong.ExitCode.ShouldBe(2);
        wrong.Error.ShouldContain("unknown key 'experts[0].nmae'; did you mean 'name'?");
        await TryTemplatesAndToolAsync();
    }

    /// <summary>The projects that the templates make build on the packages, and the installed tool runs what is in one of them.</summary>
    private async Task TryTemplatesAndToolAsync()
    {
        var hive = _folder.File("hive");
        await SucceedAsync("dotnet", _folder.Path, "new", "install", Directory.GetFiles(_folder.File("packages"), "Gleaner.Templates.*.nupkg").Single(), "--debug:custom-hive", hive);
        foreach (var template in new[] { "environment", "method", "experiment" })
        {
            await SucceedAsync("dotnet", _folder.Path, "new", $"gleaner-{template}", "-n", $"My{template}", "-o", _folder.File($"My{template}"), "--debug:custom-hive", hive);
            await SucceedAsync("dotnet", _folder.File($"My{template}"), "build", "-c", "Release", "--nologo", "-v", "q", "-nodeReuse:false", "-p:UseSharedCompilation=false");
        }

        await SucceedAsync(
            "dotnet", _folder.Path, "tool", "install", "Gleaner.Tool", "--tool-path", _folder.File("tools"), "--add-source", _folder.File("packages"), "--configfile", _folder.File("nuget.config"));
        await SucceedAsync(
            Path.Combine(_folder.File("tools"), OperatingSystem.IsWindows() ? "gleaner.exe" : "gleaner"), _folder.Path,
            "run", _folder.File("Myenvironment/reach.yaml"), "--output", _folder.File("tool-run"),
            "--set", "student.pretraining.steps=2", "--set", "training.bc.steps=4", "--set", "training.iteration.steps=2", "--set", "exploration.iterations=1");
        File.Exists(_folder.File("tool-run/report.html")).ShouldBeTrue();
    }

    /// <summary>Packs what was built, and makes and builds a project that knows the packages alone.</summary>
    private async Task MakeAsync()
    {
        var packages = _folder.File("packages");
        await SucceedAsync("dotnet", Repository.Root, "pack", "Gleaner.slnx", "-c", "Release", "--no-build", "--nologo", "-v", "q", "-nodeReuse:false", "-o", packages);
        Directory.GetFiles(packages, "Gleaner.*.snupkg").ShouldNotBeEmpty();

        // The packages of this build must not be mistaken for others of the same version: they are unpacked in a folder of their own.
        var caches = Environment.GetEnvironmentVariable("NUGET_PACKAGES")
            ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        await File.WriteAllTextAsync(
            _folder.File("nuget.config"),
            $"""
            <configuration>
              <packageSources><add key="built" value="{packages}" /></packageSources>
              <config><add key="globalPackagesFolder" value="{_folder.File("unpacked")}" /></config>
              <fallbackPackageFolders><add key="machine" value="{caches}" /></fallbackPackageFolders>
            </configuration>
            """);
        Directory.CreateDirectory(_folder.File("outside"));
        await File.WriteAllTextAsync(_folder.File("outside/outside.csproj"), Project);
        await File.WriteAllTextAsync(_folder.File("outside/Program.cs"), Program);
        foreach (var source in Directory.GetFiles(Path.Combine(Repository.Root, "examples", "OwnEnvironment"), "*.cs")
            .Concat(Directory.GetFiles(Path.Combine(Repository.Root, "examples", "OwnMethod"), "*.cs"))
            .Where(source => Path.GetFileName(source) != "Program.cs"))
        {
            File.Copy(source, _folder.File($"outside/{Path.GetFileName(source)}"));
        }

        await SucceedAsync("dotnet", _folder.File("outside"), "build", "-c", "Release", "--nologo", "-v", "q", "-nodeReuse:false", "-p:UseSharedCompilation=false", "-o", _folder.File("program"));
    }

    private string Write(string name, string expert)
    {
        File.WriteAllText(_folder.File(name), Experiment.Replace("EXPERT", expert, StringComparison.Ordinal));
        return _folder.File(name);
    }

    private async Task<(int ExitCode, string Out, string Error)> RunAsync(params string[] arguments)
    {
        using var process = Start("dotnet", _folder.Path, [_folder.File("program/outside.dll"), .. arguments]);
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, await output, await error);
    }

    /// <summary>Runs until a text is printed, then kill -9.</summary>
    private async Task KillAsync(string text, params string[] arguments)
    {
        using var process = Start("dotnet", _folder.Path, [_folder.File("program/outside.dll"), .. arguments]);
        string? line;
        do
        {
            line = await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);
        }
        while (line?.Contains(text, StringComparison.Ordinal) == false);

        process.Kill();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        line.ShouldNotBeNull("the program ended before it was killed");
    }

    private static async Task SucceedAsync(string program, string folder, params string[] arguments)
    {
        using var process = Start(program, folder, arguments);
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        process.ExitCode.ShouldBe(0, $"{program} {string.Join(' ', arguments)}\n{await output}\n{await error}");
    }

    private static Process Start(string program, string folder, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
        return Process.Start(start)!;
    }
}
