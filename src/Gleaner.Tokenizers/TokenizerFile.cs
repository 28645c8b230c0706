using System.Text.Json;
using Gleaner.IO.Json;

namespace Gleaner.Tokenizers;

/// <summary>A JSON file of a tokenizer, of bounded size.</summary>
internal static class TokenizerFile
{
    /// <summary>Largest file that is read, in bytes. The largest of the supported tokenizers has 17 MB.</summary>
    public const int MaxBytes = 64 << 20;

    /// <summary>Reads a file's text.</summary>
    public static byte[] Read(string path)
    {
        try
        {
            using var file = File.OpenRead(path);
            if (file.Length > MaxBytes)
            {
                throw new TokenizerException($"{path} has {file.Length >> 20} MiB; at most {MaxBytes >> 20} MiB are read.");
            }

            var bytes = new byte[file.Length];
            file.ReadExactly(bytes);
            return bytes[JsonTexts.MarkLength(bytes)..];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new TokenizerException($"{path} cannot be read: {exception.Message}", exception);
        }
    }

    /// <summary>Reads a file that holds a JSON object.</summary>
    public static TokenizerNode ReadObject(string path)
    {
        try
        {
            return new TokenizerNode(JsonElement.Parse(Read(path)), path, "").AsObject();
        }
        catch (JsonException exception)
        {
            var line = exception.LineNumber is { } before ? $"line {before + 1}: " : "";
            throw new TokenizerException($"{path} is not valid JSON: {line}{JsonProblems.Describe(exception)}.", exception);
        }
    }
}

/// <summary>A tokenizer's files cannot be read or hold what is not supported: the message names the file, the place in it, and what to do.</summary>
public sealed class TokenizerException : GleanerException
{
    /// <summary>Creates the exception with a message meant for the user.</summary>
    public TokenizerException(string message) : base(message)
    {
    }

    /// <summary>Creates the exception with a message meant for the user and the error beneath it.</summary>
    public TokenizerException(string message, Exception innerException) : base(message, innerException)
    {
    }
}
