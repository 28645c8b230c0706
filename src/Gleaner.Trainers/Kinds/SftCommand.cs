using System.Collections.Immutable;
using System.Globalization;

namespace Gleaner.Trainers.Kinds;

/// <summary>What a command says of the memory and the room that trainers/sft.py takes, be it called by Python, by torchrun or by train.sh.</summary>
internal sealed record SftCommand
{
    private static readonly string[] Scripts = ["sft.py", "train.sh"];

    /// <summary>Rank of the adapters; 0 trains all weights.</summary>
    public int LoraRank { get; init; }

    /// <summary>Whether adapters are saved alone.</summary>
    public bool KeepsAdapters { get; init; }

    /// <summary>Whether it computes and saves in bfloat16.</summary>
    public bool InBFloat16 { get; init; }

    /// <summary>Whether layers are computed again instead of being kept.</summary>
    public bool RecomputesLayers { get; init; }

    /// <summary>Whether weights, gradients and moments are sharded over all processes.</summary>
    public bool IsSharded { get; init; }

    /// <summary>Sequences that a process computes at once.</summary>
    public int MicroBatch { get; init; } = 4;

    /// <summary>Steps after which the training is kept; 0 for never.</summary>
    public int SaveEvery { get; init; } = 50;

    /// <summary>Where it is kept; null for beside the model that comes of it.</summary>
    public string? State { get; init; }

    /// <summary>Processes on this machine, each with a GPU of its own.</summary>
    public int Processes { get; init; } = 1;

    /// <summary>Machines with as many.</summary>
    public int Machines { get; init; } = 1;

    /// <summary>Whether the server makes room for it.</summary>
    public bool StopsServer { get; init; }

    /// <summary>Over how many GPUs the training is sharded.</summary>
    public int Shards => IsSharded ? Processes * Machines : 1;

    /// <summary>Reads a command; null for one of another trainer. Numbers that are none are left to the trainer to complain of.</summary>
    public static SftCommand? Of(ImmutableArray<string> command)
    {
        if (command.IsDefaultOrEmpty || !command.Any(argument => Scripts.Contains(Path.GetFileName(argument))))
        {
            return null;
        }

        var result = new SftCommand();
        for (var at = 0; at < command.Length; at++)
        {
            var (name, value) = command[at].Split('=', 2) is [var left, var right] ? (left, right) : (command[at], command.ElementAtOrDefault(at + 1) ?? "");
            result = name.Replace('_', '-') switch
            {
                "--lora-rank" => result with { LoraRank = Number(value, 0) },
                "--no-merge" => result with { KeepsAdapters = true },
                "--bf16" => result with { InBFloat16 = true },
                "--gradient-checkpointing" => result with { RecomputesLayers = true },
                "--fsdp" => result with { IsSharded = true },
                "--micro-batch" => result with { MicroBatch = Number(value, result.MicroBatch) },
                "--save-every" => result with { SaveEvery = Number(value, result.SaveEvery) },
                "--state" => result with { State = value },
                "--processes" or "--nproc-per-node" => result with { Processes = Math.Max(1, Number(value, 1)) },
                "--nnodes" => result with { Machines = Math.Max(1, Number(value, 1)) },
                "--stop-server" => result with { StopsServer = true },
                _ => result,
            };
        }

        return result;
    }

    private static int Number(string text, int fallback) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : fallback;
}
