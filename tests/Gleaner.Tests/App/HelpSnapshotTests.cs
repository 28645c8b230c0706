using System.Text;
using Snapshooter.Xunit3;

namespace Gleaner.CommandLine.Tests.App;

/// <summary>What people see of the command line, word by word; a change shows in the snapshot's difference.</summary>
public sealed class HelpSnapshotTests
{
    private static readonly string[][] Pages =
    [
        [], ["demo"], ["check"], ["run"], ["report"], ["show"], ["health"], ["import"], ["import", "openai"], ["collect"], ["replay"], ["export"], ["finetune"], ["config"], ["kinds"],
        ["diagnose"], ["view"], ["worker"], ["model"], ["model", "show"], ["model", "estimate"], ["model", "merge"], ["catalogue"], ["catalogue", "generate"], ["catalogue", "open"], ["serve", "webshop"], ["serve", "model"],
    ];

    [Fact]
    public async Task Help()
    {
        var text = new StringBuilder();
        foreach (var page in Pages)
        {
            text.Append($"$ gleaner {string.Join(' ', page.Append("--help"))}\n").Append((await ProgramRun.OfAsync([.. page, "--help"])).Out).Append('\n');
        }

        Snapshot.Match(text.ToString());
    }

    [Fact]
    public async Task Kinds() => Snapshot.Match((await ProgramRun.OfAsync("kinds")).Out);
}
