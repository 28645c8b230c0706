using System.Globalization;
using Gleaner.Decoder.Model;
using Gleaner.Decoder.Training;

namespace Gleaner.Decoder.Checkpoints;

/// <summary>The <c>optimizer.safetensors</c> of a checkpoint: both moments of each trained tensor, and the number of steps.</summary>
internal static class OptimizerFile
{
    private const string Name = "optimizer.safetensors";
    private const string StepKey = "step";
    private const string MeanPrefix = "mean.";
    private const string VariancePrefix = "variance.";

    public static void Write(string folder, OptimizerState optimizer) =>
        SafetensorsWriter.Write(
            Path.Combine(folder, Name),
            [.. Tensors(optimizer.FirstMoments, MeanPrefix), .. Tensors(optimizer.SecondMoments, VariancePrefix)],
            new Dictionary<string, string> { [StepKey] = optimizer.Step.ToString(CultureInfo.InvariantCulture) });

    /// <summary>Restores a state.</summary>
    /// <returns>False, and nothing is changed, if there is no such file.</returns>
    /// <exception cref="CheckpointException">The file is damaged or of another model; the state may be partly overwritten.</exception>
    public static bool TryRead(string folder, OptimizerState optimizer)
    {
        var path = Path.Combine(folder, Name);
        if (!File.Exists(path))
        {
            return false;
        }

        using var file = SafetensorsFile.Open(path);
        if (!long.TryParse(file.Metadata.GetValueOrDefault(StepKey), NumberStyles.None, CultureInfo.InvariantCulture, out var step))
        {
            throw new CheckpointException(path, $"its metadata has no number of steps under '{StepKey}'");
        }

        TensorFiles.CheckCount(file, 2 * optimizer.FirstMoments.Count);
        TensorFiles.ReadInto(file, optimizer.FirstMoments, MeanPrefix);
        TensorFiles.ReadInto(file, optimizer.SecondMoments, VariancePrefix);
        optimizer.Step = step;
        return true;
    }

    private static NamedTensor[] Tensors(IReadOnlyList<Parameter> parameters, string prefix) => TensorFiles.Named(parameters, prefix);
}
