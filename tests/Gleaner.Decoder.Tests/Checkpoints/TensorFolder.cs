using System.Text;

namespace Gleaner.Decoder.Tests.Checkpoints;

/// <summary>A temporary folder with one safetensors file in it.</summary>
internal sealed class TensorFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("gleaner-tensors-").FullName;

    public string File => System.IO.Path.Combine(Path, "model.safetensors");

    /// <summary>Writes a file from a header and raw data, however wrong they are.</summary>
    public void Write(string header, byte[] data) => Write(BitConverter.GetBytes((long)Encoding.UTF8.GetByteCount(header)), header, data);

    public void Write(byte[] length, string header, byte[] data) =>
        System.IO.File.WriteAllBytes(File, [.. length, .. Encoding.UTF8.GetBytes(header), .. data]);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
