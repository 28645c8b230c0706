using Gleaner.CommandLine.App;

namespace Gleaner.EndToEnd.Tests;

/// <summary>Output that cannot be written and data that cannot be used.</summary>
public sealed class BadSurroundingsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task An_output_folder_that_is_a_file_is_named()
    {
        File.WriteAllText(_folder.File("run"), "");

        var run = await RunAsync();

        run.ExitCode.ShouldBe(ExitCode.InputOutput);
        run.Error.ShouldStartWith("error: ");
        run.Error.ShouldContain(_folder.File("run"));
        run.Error.ShouldNotContain("   at ");
    }

    [Fact]
    public async Task A_full_disk_is_told_as_such_and_names_the_file()
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "this system has no /dev/full");
        Directory.CreateDirectory(_folder.File("run"));
        File.CreateSymbolicLink(_folder.File("run", ".run.json.tmp"), "/dev/full");

        var run = await RunAsync();

        run.ExitCode.ShouldBe(ExitCode.InputOutput);
        run.Error.ShouldContain("No space left on device");
        run.Error.ShouldContain(_folder.File("run"));
        run.Error.ShouldNotContain("   at ");
    }

    [Fact]
    public async Task A_file_that_outgrows_its_limit_is_told_as_such_and_named()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "this system has no ulimit");

        // 8 blocks of 512 or 1024 bytes; without the variable the runtime itself does not start.
        using var run = Launched.StartAfter(
            "ulimit -f 8; export DOTNET_EnableWriteXorExecute=0", "catalogue", "generate", _folder.File("catalogue"), "--products", "80");
        var (exitCode, _, error) = await run.EndAsync();

        exitCode.ShouldBe(ExitCode.InputOutput, error);
        error.ShouldStartWith("error: ");
        error.ShouldContain("longer than the system allows here (ulimit -f)");
        error.ShouldContain(_folder.File("catalogue"));
        error.ShouldNotContain("   at ");
    }

    [Theory]
    [InlineData("mkdir 'DIR/gone'; cd 'DIR/gone'; rmdir 'DIR/gone'")]
    [InlineData("mkdir \"$(printf 'DIR/not\\377')\"; cd \"$(printf 'DIR/not\\377')\"")]
    public async Task A_current_folder_that_cannot_be_named_is_a_message(string commands)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "such folders are not to be had here");

        using var run = Launched.StartAfter(commands.Replace("DIR", _folder.Path, StringComparison.Ordinal), "config", "x.yaml");
        var (exitCode, _, error) = await run.EndAsync();

        // .NET cannot delete what it cannot name.
        using var clearing = Launched.StartAfter($"rmdir '{_folder.Path}'/* 2>/dev/null", "--version");
        await clearing.EndAsync();
        exitCode.ShouldBe(ExitCode.InputOutput, error);
        error.ShouldStartWith("error: The folder that this was started in is not there any more, or its name is not UTF-8");
    }

    [Fact]
    public async Task A_catalogue_with_too_few_goals_is_told_with_the_keys_to_change()
    {
        var run = await RunAsync("--set", "tasks.train.count=100000");

        run.ExitCode.ShouldBe(ExitCode.Data);
        run.Error.ShouldStartWith("error: tasks.train asks for the numbers 30 to 100029 of 'goals', but it has ");
        run.Error.ShouldEndWith("set tasks.train.first and tasks.train.count.\n");
    }

    [Fact]
    public async Task A_missing_catalogue_is_named()
    {
        var run = await RunAsync("--set", "environment.catalogue=nowhere");

        run.ExitCode.ShouldBe(ExitCode.Data);
        run.Error.ShouldStartWith($"error: {_folder.File("nowhere")}: there is no such folder");
    }

    [Theory]
    [InlineData("items_shuffle_80.json", "\"pricing\": ", "\"pricing\": 5, \"was\": ")]
    [InlineData("items_ins_v2_80.json", "{", "[")]
    public async Task A_corrupt_catalogue_is_named_with_its_file(string file, string healthy, string corrupt)
    {
        var catalogue = _folder.File("catalogue");
        (await ProgramRun.OfAsync("catalogue", "generate", catalogue, "--products", "80")).ExitCode.ShouldBe(ExitCode.Done);
        var path = Path.Combine(catalogue, file);
        var text = File.ReadAllText(path);
        var at = text.IndexOf(healthy, StringComparison.Ordinal);
        File.WriteAllText(path, text[..at] + corrupt + text[(at + healthy.Length)..]);

        var run = await RunAsync("--set", $"environment.catalogue={catalogue}");

        run.ExitCode.ShouldBe(ExitCode.Data);
        run.Error.ShouldStartWith($"error: {path}");
        run.Error.ShouldNotContain("   at ");
    }

    [Fact]
    public async Task A_catalogue_is_not_generated_over_something()
    {
        File.WriteAllText(_folder.File("x"), "");

        var run = await ProgramRun.OfAsync("catalogue", "generate", _folder.Path);

        run.ExitCode.ShouldBe(ExitCode.Data);
        run.Error.ShouldContain("the folder is not empty");
    }

    [Theory]
    [InlineData("{\"identity\": 5}")]
    [InlineData("not json")]
    public async Task A_damaged_run_is_named_with_its_file(string manifest)
    {
        Directory.CreateDirectory(_folder.File("run"));
        File.WriteAllText(_folder.File("run", "run.json"), manifest);

        var run = await ProgramRun.OfAsync("report", _folder.File("run"));

        run.ExitCode.ShouldBe(ExitCode.Data);
        run.Error.ShouldStartWith($"error: {_folder.File("run", "run.json")}");
    }

    private Task<ProgramRun> RunAsync(params string[] more) =>
        ProgramRun.InAsync(_folder.Path, ["run", TinyExperiment.In(_folder), "--output", _folder.File("run"), .. more]);
}
