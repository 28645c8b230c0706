namespace Gleaner.IO;

/// <summary>Files that a user named, to be read: what is wrong with the name is said in words of his, not of the system's calls.</summary>
public static class InputFile
{
    /// <summary>Opens a file for reading.</summary>
    /// <exception cref="FileNotFoundException">There is no such file, or it is a folder; the message says which.</exception>
    /// <exception cref="IOException">It cannot be opened for another reason.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static FileStream OpenRead(string path)
    {
        if (Directory.Exists(path))
        {
            throw new FileNotFoundException("it is a folder; name a file.", path);
        }

        try
        {
            return File.OpenRead(path);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new FileNotFoundException("there is no such file.", path, exception);
        }
    }
}
