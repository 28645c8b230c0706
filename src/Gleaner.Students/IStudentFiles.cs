using Gleaner.Decoder.Tokens;

namespace Gleaner.Students;

/// <summary>What a student keeps beside its weights: how it reads and writes text.</summary>
internal interface IStudentFiles
{
    /// <summary>Strings that are kept with the weights and say what they belong to.</summary>
    IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>Writes the files into a checkpoint's folder.</summary>
    void Save(string folder);

    /// <summary>Checks that a checkpoint was saved by such a student.</summary>
    /// <exception cref="GleanerException">It was not.</exception>
    void Check(string folder, IReadOnlyDictionary<string, string> metadata);
}

/// <summary>The vocabulary of a student that was made from its environment's texts, whose hash is kept with the weights.</summary>
internal sealed class VocabularyFiles(SubwordVocabulary vocabulary) : IStudentFiles
{
    private const string HashKey = "vocabulary";
    private const string FileName = "vocabulary.json";

    public IReadOnlyDictionary<string, string> Metadata { get; } = new Dictionary<string, string> { [HashKey] = vocabulary.Hash };

    public void Save(string folder) => vocabulary.Save(Path.Combine(folder, FileName));

    public void Check(string folder, IReadOnlyDictionary<string, string> metadata)
    {
        if (!metadata.TryGetValue(HashKey, out var hash) || hash != vocabulary.Hash)
        {
            throw new GleanerException($"{folder}: the checkpoint was trained with another vocabulary; the texts that it was made from, or its settings, differ.");
        }
    }
}
