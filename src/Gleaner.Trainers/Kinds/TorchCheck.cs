using System.Collections.Immutable;
using Gleaner.Experiments;
using Gleaner.IO.Processes;

namespace Gleaner.Trainers.Kinds;

/// <summary>Whether the Python that a trainer runs on has PyTorch: found out after the first exploration otherwise.</summary>
/// <param name="key">The key that holds the command.</param>
/// <param name="command">The trainer's command.</param>
internal sealed class TorchCheck(string key, ImmutableArray<string> command) : PreflightCheck
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(50);
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(2);

    // Programs that are Python scripts themselves; their Python lies beside them.
    private static readonly string[] Launchers = ["torchrun", "accelerate", "axolotl", "deepspeed", "trl", "llamafactory-cli"];

    private static readonly string[] Pythons = ["python3", "python"];

    public override string Id => $"torch {key}";

    public override string Title => "torch in Python";

    public override bool NeedsWorld => false;

    // The first import after a boot reads gigabytes.
    public override TimeSpan TimeLimit => TimeSpan.FromSeconds(60);

    public override async Task<PreflightResult> RunAsync(PreflightContext context, CancellationToken cancellationToken)
    {
        var machine = context.Options.Machine;
        if (machine.FindProgram(command[0]) is not { } program)
        {
            return PreflightResult.Skipped($"'{command[0]}' is not there");
        }

        if (PythonOf(program, machine) is not { } python)
        {
            return PreflightResult.Skipped($"'{command[0]}' does not say which Python it runs on");
        }

        var processes = new SupervisedProcess(new SystemProcessLauncher(ProcessIsolation.OwnSession), context.Options.Clock);
        var result = await processes.RunAsync(
            ProgramCall.Of([python, "-c", "import torch; print('torch', torch.__version__, 'with CUDA' if torch.cuda.is_available() else 'without CUDA')"]), Patience, Grace, progress: null, cancellationToken).ConfigureAwait(false);
        var last = result.LastLines.Split('\n')[^1];
        return result.TimedOut ? PreflightResult.Warning($"{python} was still importing torch after {Patience.TotalSeconds:0} s")
            : result.ExitCode == 0 ? PreflightResult.Ok($"{python}: {last}")
            : PreflightResult.Failed($"{python} cannot import torch: {last}", "Install PyTorch for it, or activate the environment that has it.");
    }

    private static string? PythonOf(string program, IMachine machine)
    {
        var name = Path.GetFileNameWithoutExtension(program);
        if (Path.GetFileName(program).StartsWith("python", StringComparison.Ordinal))
        {
            return program;
        }

        return Launchers.Contains(name)
            ? Pythons.Select(own => machine.FindProgram(Path.Combine(Path.GetDirectoryName(program)!, own))).FirstOrDefault(own => own is not null)
            : null;
    }
}
