using System.Collections.Immutable;
using System.Globalization;
using Gleaner.Decoder.Model;
using Gleaner.Decoder.Sizing;
using Gleaner.Experiments;
using Gleaner.IO.Processes;
using Gleaner.IO.Texts;

namespace Gleaner.Trainers.Kinds;

/// <summary>Whether what trainers/sft.py takes, by formula, fits the GPUs that are there or that the configuration names.</summary>
/// <param name="config">How the student is tuned.</param>
/// <param name="contextTokens">The longest conversation.</param>
/// <param name="launcher">Starts nvidia-smi.</param>
internal sealed class GpuMemoryCheck(CommandTuningConfig config, int contextTokens, IProcessLauncher launcher) : PreflightCheck
{
    private const string Smi = "nvidia-smi";

    // What is left of a GPU's memory by its driver, by fragments, and by a formula that was measured nowhere.
    private const double UsableShare = 0.9;

    private readonly SftCommand? _sft = SftCommand.Of(config.Command);

    public override string Id => "gpu student.tuning.command";

    public override string Title => "GPU memory";

    public override bool NeedsWorld => false;

    public override async Task<PreflightResult> RunAsync(PreflightContext context, CancellationToken cancellationToken)
    {
        var (shape, problem) = ModelShape.Read(config.BaseFolder);
        if (problem is not null)
        {
            return problem;
        }

        if (_sft is null)
        {
            return PreflightResult.Skipped("the command does not call trainers/sft.py: what it takes on a GPU is not known here");
        }

        var need = NeedOf(shape!);
        if (config.GpuMemoryGb > 0)
        {
            return Judge(need, (long)(config.GpuMemoryGb * 1e9), "'student.tuning.gpu_memory_gb'");
        }

        var machine = context.Options.Machine;
        if (machine.FindProgram(Smi) is not { } program)
        {
            return PreflightResult.Skipped($"no GPU seen from here: not checked against one; {need.Text}");
        }

        var (all, said) = await new NvidiaSmi(launcher, context.Options.Clock).AskAsync(program, cancellationToken).ConfigureAwait(false);
        var gpus = Visible(all, machine.Variable("CUDA_VISIBLE_DEVICES"));
        return gpus.IsEmpty ? PreflightResult.Skipped($"no GPU seen from here ({Smi}: {said}): not checked against one; {need.Text}") : Judge(need, gpus);
    }

    private PreflightResult Judge(Need need, ImmutableArray<Gpu> gpus)
    {
        var processes = _sft!.Processes;
        if (gpus.Length < processes)
        {
            return PreflightResult.Failed(
                string.Create(CultureInfo.InvariantCulture, $"the command starts {processes} processes, each with a GPU of its own, and {gpus.Length} can be seen; {need.Text}"),
                "Start no more than there are (--processes, --nproc-per-node), or see to CUDA_VISIBLE_DEVICES.");
        }

        var used = gpus.Take(processes).ToList();
        var smallest = used.MinBy(gpu => gpu.Total)!;
        var result = Judge(need, smallest.Total, string.Create(CultureInfo.InvariantCulture, $"{(processes == 1 ? "" : $"{processes} × ")}{smallest.Name}"));
        var fullest = used.MinBy(gpu => gpu.Total - gpu.Used)!;
        return result.Outcome == PreflightOutcome.Ok && !_sft.StopsServer && need.Bytes > fullest.Total - fullest.Used
            ? PreflightResult.Warning(
                $"{result.Message}; {ByteText.Of(fullest.Used)} of GPU {fullest.Index} are taken now",
                "Give the trainer a GPU of its own, end what holds this one, or have train.sh stop the server meanwhile (--stop-server PORT).")
            : result;
    }

    private PreflightResult Judge(Need need, long total, string where)
    {
        var message = $"{need.Text}, {ByteText.Of(total)} there by {where}";
        return need.Bytes > total ? PreflightResult.Failed(message, Advice())
            : need.Bytes > UsableShare * total ? PreflightResult.Warning($"{message}: little is left beside it", Advice())
            : PreflightResult.Ok(message);
    }

    private string Advice()
    {
        string?[] ways =
        [
            _sft!.MicroBatch > 1 ? "lower --micro-batch" : null,
            _sft.InBFloat16 ? null : "compute in bfloat16 (--bf16)",
            _sft.RecomputesLayers ? null : "compute layers again (--gradient-checkpointing)",
            _sft.LoraRank > 0 ? null : "train adapters (--lora-rank 16)",
            _sft is { LoraRank: 0, IsSharded: false } ? "shard over several GPUs (--processes N, --fsdp)" : _sft.IsSharded ? "shard over more GPUs" : null,
            "lower 'student.context_tokens'",
        ];
        var text = string.Join(", or ", ways.OfType<string>());
        return string.Create(CultureInfo.InvariantCulture, $"{char.ToUpperInvariant(text[0])}{text[1..]}.");
    }

    private Need NeedOf(DecoderConfig shape)
    {
        var tokens = Math.Min(contextTokens, shape.MaxSequenceLength);
        var estimate = GpuEstimate.OfTraining(shape, new GpuTraining
        {
            Rank = _sft!.LoraRank,
            Tokens = (long)_sft.MicroBatch * tokens,
            Shards = _sft.Shards,
            InBFloat16 = _sft.InBFloat16,
            RecomputesLayers = _sft.RecomputesLayers,
        });
        return new Need(estimate.Total, string.Create(
            CultureInfo.InvariantCulture,
            $"needs about {ByteText.Of(estimate.Total)} per GPU by formula to train {(_sft.LoraRank > 0 ? $"adapters of rank {_sft.LoraRank}" : "all weights")}, {_sft.MicroBatch} conversations of {tokens:N0} tokens at once"));
    }

    private static ImmutableArray<Gpu> Visible(ImmutableArray<Gpu> gpus, string? variable)
    {
        var named = (variable ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

        // Names of another kind (UUIDs) leave all of them: better too many than none.
        return named.Length > 0 && named.All(name => int.TryParse(name, CultureInfo.InvariantCulture, out _))
            ? [.. gpus.Where(gpu => named.Contains(gpu.Index.ToString(CultureInfo.InvariantCulture)))]
            : gpus;
    }

    private sealed record Need(long Bytes, string Text);
}
