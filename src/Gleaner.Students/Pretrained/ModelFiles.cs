using System.Security.Cryptography;
using Gleaner.Decoder.Checkpoints.HuggingFace;

namespace Gleaner.Students.Pretrained;

/// <summary>Which model a checkpoint belongs to: the hash of everything in the model's folder that decides what it does.</summary>
internal sealed class ModelFiles : IStudentFiles
{
    private const string HashKey = "model";

    private readonly string _folder;
    private readonly string _hash;

    public ModelFiles(HuggingFaceFolder folder)
    {
        _folder = folder.Path;
        _hash = ModelFolderHash.Of(folder.Path);
        Metadata = new Dictionary<string, string> { [HashKey] = _hash };
    }

    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>64 lower-case hexadecimal digits.</summary>
    public string Hash => _hash;

    /// <summary>Nothing: adapters name their model, a whole model has its own files.</summary>
    public void Save(string folder)
    {
    }

    public void Check(string folder, IReadOnlyDictionary<string, string> metadata)
    {
        if (!metadata.TryGetValue(HashKey, out var hash) || hash != _hash)
        {
            throw new GleanerException($"{folder}: the checkpoint belongs to a different model from {_folder}.");
        }
    }
}

/// <summary>Tells model folders apart by everything in them that decides what the model does.</summary>
public static class ModelFolderHash
{
    /// <summary>SHA-256 over names and contents of its <c>.json</c>, <c>.safetensors</c> and <c>.jinja</c> files, 64 lower-case hexadecimal digits.</summary>
    public static string Of(string folder)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var names = Directory.GetFiles(folder).Select(path => Path.GetFileName(path)!).Where(Decides).Order(StringComparer.Ordinal);
        foreach (var name in names)
        {
            using var stream = File.OpenRead(Path.Combine(folder, name));
            hash.AppendData(System.Text.Encoding.UTF8.GetBytes(name));
            hash.AppendData(SHA256.HashData(stream));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static bool Decides(string name) => Path.GetExtension(name) is ".json" or ".safetensors" or ".jinja";
}
