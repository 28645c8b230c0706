namespace Gleaner.Tokenizers.Tests;

/// <summary>A folder with a tokenizer's files, gone after the test.</summary>
internal sealed class TokenizerFolder : IDisposable
{
    internal TokenizerFolder(string tokenizerJson) => Write("tokenizer.json", tokenizerJson);

    internal string Path { get; } = Directory.CreateTempSubdirectory("gleaner-tokenizer-").FullName;

    internal TokenizerFolder Write(string file, string text)
    {
        File.WriteAllText(System.IO.Path.Combine(Path, file), text);
        return this;
    }

    internal Tokenizer Load() => Tokenizer.Load(Path);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
