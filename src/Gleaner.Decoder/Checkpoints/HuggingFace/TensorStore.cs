using System.Collections.Frozen;

namespace Gleaner.Decoder.Checkpoints.HuggingFace;

/// <summary>All tensors of a folder: those of <c>model.safetensors</c>, or of the files that <c>model.safetensors.index.json</c> names.</summary>
internal sealed class TensorStore : IDisposable
{
    public const string SingleFile = "model.safetensors";
    public const string IndexFile = "model.safetensors.index.json";

    private readonly List<SafetensorsFile> _files = [];
    private readonly FrozenDictionary<string, SafetensorsFile> _byName;

    private TensorStore(string folder)
    {
        try
        {
            var single = Path.Combine(folder, SingleFile);
            var index = Path.Combine(folder, IndexFile);
            Source = File.Exists(single) || !File.Exists(index) ? single : index;
            _byName = Source == single ? OpenSingle(folder) : OpenShards(folder);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The file that says which tensors there are, for messages.</summary>
    public string Source { get; }

    public IReadOnlyCollection<string> Names => _byName.Keys;

    /// <summary>Opens the files and checks their headers.</summary>
    /// <exception cref="CheckpointException">A file is missing, damaged, or not what the index says.</exception>
    public static TensorStore Open(string folder) => new(folder);

    /// <summary>The file with a tensor.</summary>
    /// <exception cref="CheckpointException">No file has it.</exception>
    public SafetensorsFile FileOf(string name) =>
        _byName.GetValueOrDefault(name) ?? throw new CheckpointException(Source, $"the model needs the tensor '{name}', which is missing");

    /// <summary>Reads consecutive values of a tensor, which must be finite.</summary>
    /// <exception cref="CheckpointException">No file has it, one has changed, or a value is not finite.</exception>
    public void Read(string name, int first, Span<float> destination)
    {
        var file = FileOf(name);
        file.ReadRange(file.InfoOf(name), first, destination);
        FiniteValues.Check(file.FilePath, name, first, destination);
    }

    public void Dispose()
    {
        foreach (var file in _files)
        {
            file.Dispose();
        }
    }

    private FrozenDictionary<string, SafetensorsFile> OpenSingle(string folder)
    {
        if (!File.Exists(Source) && Directory.Exists(folder) && Directory.EnumerateFiles(folder, "pytorch_model*.bin").Any())
        {
            throw new CheckpointException(Source, "it does not exist; the folder has pytorch_model.bin instead: convert it to safetensors first");
        }

        var file = Add(Source);
        return file.Tensors.ToFrozenDictionary(tensor => tensor.Name, _ => file, StringComparer.Ordinal);
    }

    private FrozenDictionary<string, SafetensorsFile> OpenShards(string folder)
    {
        var json = JsonObjectFile.Read(Source, ConfigLimits.IndexBytes);
        var map = json.Object("weight_map") ?? throw new CheckpointException(Source, "it lacks 'weight_map'");
        var shards = new Dictionary<string, SafetensorsFile>(StringComparer.Ordinal);
        var tensors = new Dictionary<string, SafetensorsFile>(StringComparer.Ordinal);
        foreach (var name in map.Keys)
        {
            var shard = map.OptionalText(name);
            if (!IsPlainName(shard))
            {
                throw map.Wrong(name, map.Element.GetProperty(name), "the name of a .safetensors file in the same folder");
            }

            if (!shards.TryGetValue(shard!, out var file))
            {
                if (shards.Count == ConfigLimits.Shards)
                {
                    throw new CheckpointException(Source, $"it names more than {ConfigLimits.Shards} files");
                }

                shards.Add(shard!, file = Add(Path.Combine(folder, shard!)));
            }

            file.InfoOf(name);
            tensors.Add(name, file);
        }

        foreach (var file in _files)
        {
            if (file.Tensors.FirstOrDefault(tensor => tensors.GetValueOrDefault(tensor.Name) != file) is { } stray)
            {
                throw new CheckpointException(file.FilePath, $"it has the tensor '{stray.Name}', which the index does not place there");
            }
        }

        return tensors.ToFrozenDictionary(StringComparer.Ordinal);
    }

    private SafetensorsFile Add(string path)
    {
        var file = SafetensorsFile.Open(path);
        _files.Add(file);
        return file;
    }

    /// <summary>A name alone, no path: an index must not reach out of its folder.</summary>
    private static bool IsPlainName(string? name) =>
        name is { Length: > 0 and < 256 }
        && name.EndsWith(".safetensors", StringComparison.Ordinal)
        && name.AsSpan().IndexOfAny("/\\:\0") < 0
        && name[0] != '.';
}
