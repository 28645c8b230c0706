using Gleaner.Decoder.Checkpoints;
using Gleaner.Decoder.Checkpoints.HuggingFace;
using Gleaner.Decoder.Model;
using Gleaner.Experiments;

namespace Gleaner.Trainers.Kinds;

/// <summary>The shape of a base model, from which checks reckon what its training takes.</summary>
internal static class ModelShape
{
    private const string FileName = "config.json";

    /// <summary>Reads it.</summary>
    /// <param name="folder">The model's folder.</param>
    /// <returns>The shape, or why there is none: a check that says so in its place.</returns>
    public static (DecoderConfig? Config, PreflightResult? Problem) Read(string folder)
    {
        if (!Directory.Exists(folder))
        {
            return (null, PreflightResult.Skipped("'student.tuning.folder' is not there"));
        }

        if (!File.Exists(Path.Combine(folder, FileName)))
        {
            return (null, PreflightResult.Failed($"{folder} has no {FileName}", "Put the whole model there: its config.json, weights and tokenizer."));
        }

        try
        {
            return (HuggingFaceFolder.ReadShape(folder), null);
        }
        catch (CheckpointException exception)
        {
            return (null, PreflightResult.Skipped($"the model's shape is not understood here: {exception.Message}"));
        }
    }
}
