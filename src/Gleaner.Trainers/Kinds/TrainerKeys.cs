using System.Collections.Immutable;
using Gleaner.Experiments;
using Gleaner.Experiments.Configuration;
using Gleaner.Formats.Exports;

namespace Gleaner.Trainers.Kinds;

/// <summary>Keys of everything that a command trains.</summary>
internal static class TrainerKeys
{
    public const string DefaultCommand =
        "python3, trainers/sft.py, --data, '{data}', --base, '{base}', --output, '{output}', --steps, '{steps}', --batch, '{batch}', --learning-rate, '{learning_rate}', --seed, '{seed}'";

    /// <summary>What can be checked of a trainer's command without running it.</summary>
    public static IEnumerable<PreflightCheck> ChecksOf(string key, ImmutableArray<string> command) =>
        command.IsEmpty ? [] : [new ProgramCheck(key, command), new TorchCheck(key, command)];

    public static readonly ValueKind<string> Formats = ValueKind.OneOf(ExportFormats.All.ToDictionary(format => format.Name, format => format.Name));
}
