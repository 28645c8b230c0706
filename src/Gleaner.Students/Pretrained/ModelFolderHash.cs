using System.Security.Cryptography;

namespace Gleaner.Students.Pretrained;

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
