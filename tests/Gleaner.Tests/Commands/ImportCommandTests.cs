using Gleaner.CommandLine.App;
using Gleaner.CommandLine.Tests.App;
using Gleaner.Trajectories;

namespace Gleaner.CommandLine.Tests.Commands;

/// <summary>What becomes of replies in which no action can be made out, by the command.</summary>
public sealed class ImportCommandTests : IDisposable
{
    private const string Good = """{"reward":1,"messages":[{"role":"user","content":"Task a"},{"role":"assistant","content":"Action: go"},{"role":"user","content":"Out."}]}""";
    private const string Thinking = """{"reward":0,"messages":[{"role":"user","content":"Task b"},{"role":"assistant","content":"Thought: hm"},{"role":"user","content":"No action!"},{"role":"assistant","content":"Thought: hm?"},{"role":"user","content":"No action!"},{"role":"assistant","content":"Action: go"},{"role":"user","content":"A wall."}]}""";
    private const string Cut = """{"reward":0,"messages":[{"role":"user","content":"Task c"},{"role":"assistant","content":"Action: g","finish_reason":"length"},{"role":"user","content":"No action!"},{"role":"assistant","content":"Action: go"},{"role":"user","content":"A wall."}]}""";

    private readonly TemporaryFolder _folder = new();

    private string Output => _folder.File("expert.jsonl");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Without_the_option_their_runs_are_refused_and_the_summary_names_it()
    {
        var run = await ImportAsync();

        run.ExitCode.ShouldBe(ExitCode.Different);
        run.Out.ShouldStartWith($"{Output}:\n3 runs read, 1 kept, 2 refused\n  refused: 1 because a reply was cut short by the limit of tokens\n    {_folder.File("log.jsonl")}:3: message 2\n");
        run.Out.ShouldContain(
            "\n2 were refused for a reply in which no action can be made out; --malformed keep keeps such replies as they were said, and nothing is learnt from them\n");
        (await ImportAsync("--malformed", "refuse")).ShouldBe(run);
    }

    [Fact]
    public async Task Kept_they_are_turns_that_are_counted_by_reason()
    {
        var run = await ImportAsync("--malformed", "keep");

        run.ShouldBe(new ProgramRun(ExitCode.Done, $"""
            {Output}:
            3 runs read, 3 kept, 0 refused
            1 of those kept have a return of 1 or more; 6 turns, 0 of them with a thought
            0 are on tasks with an id of the environment's, 3 are named by a hash of what the agent was told
            3 replies without an action are kept as they were said, in 2 runs; nothing is learnt from them
              kept: 1 because a reply was cut short by the limit of tokens
              kept: 2 because an action is missing

            """.ReplaceLineEndings("\n"), ""));
        TrajectoryJsonLines.Read(File.OpenRead(Output), Output).SelectMany(trajectory => trajectory.Turns)
            .Select(turn => (turn.Observation.Text, turn.Action, turn.WasPossible, turn.IsMalformed)).ShouldBe(
            [
                ("Task a", "go", true, false),
                ("Task b", "Thought: hm", false, true), ("No action!", "Thought: hm?", false, true), ("No action!", "go", true, false),
                ("Task c", "Action: g", false, true), ("No action!", "go", true, false),
            ]);
    }

    [Fact]
    public async Task Another_value_is_a_wrong_usage() => (await ImportAsync("--malformed", "guess")).ExitCode.ShouldBe(ExitCode.Usage);

    [Theory]
    [InlineData("openai")]
    [InlineData("scienceworld")]
    public async Task What_is_read_is_not_written_over_however_it_is_spelled(string source)
    {
        var log = _folder.File("log.jsonl");
        File.WriteAllText(log, Good);
        Directory.CreateDirectory(_folder.File("sub"));
        File.CreateSymbolicLink(_folder.File("link.jsonl"), log);
        Directory.CreateSymbolicLink(_folder.File("folder"), Path.GetDirectoryName(log)!);

        foreach (var target in new[] { log, Path.Join(_folder.File("sub"), "..", "log.jsonl"), _folder.File("link.jsonl"), Path.Join(_folder.File("folder"), "log.jsonl") })
        {
            foreach (var (read, written) in new[] { (log, target), (target, log) })
            {
                var run = await ProgramRun.OfAsync(["import", source, read, "--output", written]);
                run.ExitCode.ShouldBe(ExitCode.Usage);
                run.Error.ShouldContain("it would be written over what is read from it");
                File.ReadAllText(log).ShouldBe(Good);
            }
        }
    }

    private Task<ProgramRun> ImportAsync(params string[] more)
    {
        File.WriteAllText(_folder.File("log.jsonl"), string.Join('\n', Good, Thinking, Cut));
        return ProgramRun.OfAsync(["import", "openai", _folder.File("log.jsonl"), "--output", Output, .. more]);
    }
}
