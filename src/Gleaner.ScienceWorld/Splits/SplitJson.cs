using System.Collections.Immutable;
using System.Text.Json;
using Gleaner.IO.Json;

namespace Gleaner.ScienceWorld.Splits;

/// <summary>Reads the JSON arrays that lists of tasks are published as.</summary>
internal static class SplitJson
{
    private const int MaxBytes = 64 << 20;

    /// <summary>Reads an array and converts its entries.</summary>
    /// <exception cref="GleanerException">The file is missing or damaged; the message names it and the entry, from 1.</exception>
    public static ImmutableArray<T> ReadArray<T>(string path, string entryForm, Func<JsonElement, T> convert)
    {
        using var document = StrictJson.ReadDocument(path, MaxBytes);
        if (document.RootElement.ValueKind != JsonValueKind.Array)
        {
            throw new GleanerException($"{path}: a list of {entryForm} was expected, but this is not an array.");
        }

        return [.. document.RootElement.EnumerateArray().Select((entry, index) => Convert(path, index + 1, entryForm, entry, convert))];
    }

    private static T Convert<T>(string path, int number, string entryForm, JsonElement entry, Func<JsonElement, T> convert)
    {
        try
        {
            return convert(entry);
        }
        catch (GleanerException exception)
        {
            throw new GleanerException($"{path}, entry {number}: {exception.Message}", exception);
        }
        catch (Exception exception) when (exception is InvalidOperationException or KeyNotFoundException or FormatException)
        {
            throw new GleanerException($"{path}, entry {number}: this entry must be of the form {entryForm}.", exception);
        }
    }
}
