using System.Text.Json;
using Gleaner.IO;
using Gleaner.IO.Json;

namespace Gleaner.Trainers.Students;

/// <summary>
/// Checkpoints of an external student: a copy of the tuned model's folder, or, as long as nothing was learnt, a note that it is the
/// base model. Both say by hash which base model they belong to.
/// </summary>
internal static class ModelFolders
{
    private const string NoteFile = "external.json";
    private const int MaxBytes = 1 << 16;

    /// <summary>Saves a checkpoint; it appears as a whole.</summary>
    public static void Save(string model, string target, ExternalStudentSetup setup)
    {
        var isBase = Path.GetFullPath(model) == Path.GetFullPath(setup.Options.Model.Folder);
        AtomicFolder.Replace(target, temporary =>
        {
            foreach (var file in isBase ? [] : Directory.GetFiles(model).Where(file => Path.GetFileName(file) != NoteFile))
            {
                File.Copy(file, Path.Combine(temporary, Path.GetFileName(file)));
            }

            AtomicFile.WriteText(Path.Combine(temporary, NoteFile), JsonSerializer.Serialize(new Note(setup.BaseHash, isBase)));
        });
    }

    /// <summary>The model's folder that a checkpoint stands for.</summary>
    /// <exception cref="GleanerException">It is not a checkpoint of this student.</exception>
    public static string Find(string checkpoint, ExternalStudentSetup setup)
    {
        checkpoint = AtomicFolder.Find(checkpoint);
        var path = Path.Combine(checkpoint, NoteFile);
        try
        {
            var note = StrictJson.Read<Note>(path, MaxBytes);
            return note.BaseHash == setup.BaseHash
                ? note.IsBase ? setup.Options.Model.Folder : checkpoint
                : throw new GleanerException($"{checkpoint}: the checkpoint belongs to a different model from {setup.Options.Model.Folder}.");
        }
        catch (JsonFileException exception)
        {
            throw new GleanerException($"{path}: this is not a checkpoint of an external student: {exception.Problem}.", exception);
        }
    }

    private sealed record Note(string BaseHash, bool IsBase);
}
