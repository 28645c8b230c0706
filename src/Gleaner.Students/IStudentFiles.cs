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
