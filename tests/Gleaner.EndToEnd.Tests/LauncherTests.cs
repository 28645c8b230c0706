using System.Diagnostics;

namespace Gleaner.EndToEnd.Tests;

/// <summary>The launcher in a fresh copy of the repository whose path has spaces.</summary>
[Trait("Category", "Long")]
public sealed class LauncherTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task It_builds_what_is_stale_and_no_more()
    {
        var copy = await CloneAsync();

        var first = await GleanerAsync(copy);
        first.ExitCode.ShouldBe(0, first.Error);
        first.Error.ShouldContain("building gleaner: 1 of ");
        first.Error.ShouldNotContain("Tests");
        first.Out.ShouldContain("Usage:");

        (await GleanerAsync(copy)).Error.ShouldBeEmpty();

        var source = Directory.GetFiles(Path.Combine(copy, "src"), "ExitCode.cs", SearchOption.AllDirectories).Single();
        File.WriteAllText(source, File.ReadAllText(source).Replace("0    done", "0    all well", StringComparison.Ordinal));
        var changed = await GleanerAsync(copy);
        changed.Error.ShouldContain("building gleaner");
        changed.Out.ShouldContain("0    all well");

        File.AppendAllText(source, "this is no C#");
        var broken = await GleanerAsync(copy);
        broken.ExitCode.ShouldBe(1);
        broken.Error.ShouldContain("ExitCode.cs");
        broken.Error.ShouldContain("The build failed");
        broken.Out.ShouldBeEmpty();
    }

    private async Task<string> CloneAsync()
    {
        // What git would hand on, changes that are not committed included.
        var listed = await RunAsync("git", Repository.Root, "ls-files", "--cached", "--others", "--exclude-standard");
        Assert.SkipUnless(listed.ExitCode == 0, $"this is no git checkout: {listed.Error}");
        var copy = _folder.File("a copy");
        foreach (var file in listed.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(file => File.Exists(Path.Combine(Repository.Root, file))))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(copy, file))!);
            File.Copy(Path.Combine(Repository.Root, file), Path.Combine(copy, file));
        }

        return copy;
    }

    private Task<ProgramRun> GleanerAsync(string copy) => RunAsync(Path.Combine(copy, "gleaner"), _folder.Path, "--help");

    private static async Task<ProgramRun> RunAsync(string program, string folder, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = folder };
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return new ProgramRun(process.ExitCode, output, await error);
    }
}
