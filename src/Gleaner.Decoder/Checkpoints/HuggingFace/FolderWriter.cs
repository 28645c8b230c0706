using System.Globalization;
using Gleaner.Decoder.Kernels;
using Gleaner.Decoder.Model;
using Gleaner.IO;

namespace Gleaner.Decoder.Checkpoints.HuggingFace;

/// <summary>Writes model folders.</summary>
internal static class FolderWriter
{
    /// <summary>Small files that belong to a model but not to its weights.</summary>
    private static readonly string[] Companions =
    [
        "tokenizer.json", "tokenizer_config.json", "special_tokens_map.json", "added_tokens.json", "tokenizer.model", "vocab.json", "merges.txt",
        "chat_template.jinja", "chat_template.json", GenerationReader.FileName,
    ];

    /// <summary>What loaders ask of the metadata: that the tensors lie as PyTorch has them.</summary>
    private static readonly KeyValuePair<string, string> Format = new("format", "pt");

    public static void Write(string folder, DecoderModel model, HuggingFaceSaveOptions options)
    {
        ArgumentNullException.ThrowIfNull(model);
        if (options.Type is not (TensorType.F32 or TensorType.BF16))
        {
            throw new ArgumentException($"Weights cannot be written as {options.Type}; F32 and BF16 are possible.", nameof(options));
        }

        var config = ConfigWriter.Write(model.Config, options);
        CheckReplaceable(folder);
        CheckFinite(folder, model, options.Type);
        AtomicFolder.Replace(folder, temporary =>
        {
            AtomicFile.Write(Path.Combine(temporary, HuggingFaceFolder.ConfigFile), stream => stream.Write(config));
            SafetensorsWriter.Write(
                Path.Combine(temporary, TensorStore.SingleFile),
                [.. model.Parameters.Select(parameter => new NamedTensor(parameter.Name, [.. parameter.Shape], () => parameter.Span, options.Type))],
                new Dictionary<string, string>([Format, .. options.Metadata ?? new Dictionary<string, string>()]));
            CopyCompanions(options.Source, temporary);
            options.AddFiles?.Invoke(temporary);
        });
    }

    /// <summary>A model with such weights computes nothing, and says so to nobody.</summary>
    private static void CheckFinite(string folder, DecoderModel model, TensorType type)
    {
        var largest = type == TensorType.BF16 ? BFloat16.Largest : float.MaxValue;
        foreach (var parameter in model.Parameters)
        {
            foreach (var value in parameter.Span)
            {
                // Not a number is in no order.
                if (!(Math.Abs(value) <= largest))
                {
                    throw new GleanerException(
                        $"{folder}: nothing is written, because the weight '{parameter.Name}' has the value {value.ToString(CultureInfo.InvariantCulture)}, which {type} cannot hold. If adapters were merged, check their values and 'lora_alpha'.");
                }
            }
        }
    }

    private static void CopyCompanions(HuggingFaceFolder? source, string target)
    {
        foreach (var name in source is null ? [] : Companions)
        {
            var from = Path.Combine(source!.Path, name);
            if (File.Exists(from))
            {
                using var stream = File.OpenRead(from);
                AtomicFile.Write(Path.Combine(target, name), stream.CopyTo);
            }
        }
    }

    /// <summary>A mistyped path must not cost a folder of other things.</summary>
    private static void CheckReplaceable(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        if (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any() && !File.Exists(Path.Combine(folder, HuggingFaceFolder.ConfigFile)))
        {
            throw new CheckpointException(folder, $"the folder has files but no {HuggingFaceFolder.ConfigFile}: it is not a model and is not replaced");
        }
    }
}
