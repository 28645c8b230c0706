using System.Text.Json;

namespace Gleaner.Trainers.Students;

/// <summary>
/// Checkpoints of an external student: a copy of the tuned model's folder, or, as long as nothing was learnt, a note that it is the
/// base model. Both say by hash which base model they belong to.
/// </summary>
internal static class ModelFolders
{
    private const string NoteFile = "external.json";

    /// <summary>Saves a checkpoint; it appears as a whole.</summary>
    public static void Save(string model, string target, ExternalStudentSetup setup)
    {
        var isBase = Path.GetFullPath(model) == Path.GetFullPath(setup.Options.Model.Folder);
        var temporary = $"{Path.TrimEndingDirectorySeparator(target)}.{Guid.NewGuid():N}.tmp";
        Directory.CreateDirectory(temporary);
        if (!isBase)
        {
            foreach (var file in Directory.GetFiles(model).Where(file => Path.GetFileName(file) != NoteFile))
            {
                File.Copy(file, Path.Combine(temporary, Path.GetFileName(file)));
            }
        }

        File.WriteAllText(Path.Combine(temporary, NoteFile), JsonSerializer.Serialize(new Note(setup.BaseHash, isBase)));
        Delete(target);
        Directory.Move(temporary, target);
    }

    /// <summary>The model's folder that a checkpoint stands for.</summary>
    /// <exception cref="GleanerException">It is not a checkpoint of this student.</exception>
    public static string Find(string checkpoint, ExternalStudentSetup setup)
    {
        var path = Path.Combine(checkpoint, NoteFile);
        try
        {
            var note = JsonSerializer.Deserialize<Note>(File.ReadAllText(path));
            return note?.BaseHash == setup.BaseHash
                ? note.IsBase ? setup.Options.Model.Folder : checkpoint
                : throw new GleanerException($"{checkpoint}: the checkpoint belongs to a different model from {setup.Options.Model.Folder}.");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new GleanerException($"{path}: this is not a checkpoint of an external student: {exception.Message}", exception);
        }
    }

    public static void Delete(string folder)
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private sealed record Note(string BaseHash, bool IsBase);
}
