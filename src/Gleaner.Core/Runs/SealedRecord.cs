using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Gleaner.IO.Json;

namespace Gleaner.Runs;

/// <summary>
/// A record of a run that vouches for itself and for the files that belong to it. It is the JSON of a value with two members more, at
/// its end: <c>files</c>, a hash for each file, and <c>sha256</c>, that of all bytes of the record before this member. Records of
/// runs that were made before there were hashes have neither.
/// </summary>
/// <param name="Value">The value.</param>
/// <param name="Files">The hashes by path, relative to the record's folder, with <c>/</c>; null in a record without hashes.</param>
internal sealed record SealedRecord<T>(T Value, ImmutableSortedDictionary<string, FileHash>? Files);

/// <summary>Writes and reads sealed records.</summary>
internal static class SealedRecord
{
    private const string FilesMember = "files";
    private const string SealMember = "sha256";
    private const string SealStart = ",\n  \"" + SealMember + "\": \"";
    private const string SealEnd = "\"\n}\n";

    public static ImmutableSortedDictionary<string, FileHash> NoFiles { get; } = ImmutableSortedDictionary.Create<string, FileHash>(StringComparer.Ordinal);

    public static void Write<T>(IRunFiles files, string path, T value, ImmutableSortedDictionary<string, FileHash> hashes)
    {
        var document = JsonSerializer.SerializeToNode(value, JsonDefaults.Document)!.AsObject();
        document.Add(FilesMember, JsonSerializer.SerializeToNode(hashes, JsonDefaults.Document));
        var json = JsonSerializer.SerializeToUtf8Bytes(document, JsonDefaults.Document);

        // The line break and the brace at the end are written after the seal.
        var content = json.AsMemory(0, json.Length - 2);
        files.Write(path, stream =>
        {
            stream.Write(content.Span);
            stream.Write(SealOf(content.Span));
        });
    }

    /// <summary>Reads a record. Its own bytes are checked, those of its files are not.</summary>
    /// <exception cref="GleanerException">The record is missing or damaged.</exception>
    public static SealedRecord<T> Read<T>(IRunFiles files, string path)
    {
        var bytes = ReadAll(files, path);
        RequireWholeSeal(bytes, path);
        var document = Parse(bytes, path);
        var hashes = document[FilesMember];
        var hasSeal = document.Remove(SealMember);
        document.Remove(FilesMember);
        if (hasSeal != hashes is not null || (hasSeal && !HasSeal(bytes)))
        {
            throw Damaged(path, "its hashes are not where they were written");
        }

        try
        {
            return new SealedRecord<T>(
                document.Deserialize<T>(JsonDefaults.Document) ?? throw Damaged(path, "it holds null"),
                hashes?.Deserialize<ImmutableSortedDictionary<string, FileHash>>(JsonDefaults.Document)?.WithComparers(StringComparer.Ordinal));
        }
        catch (JsonException exception)
        {
            throw Unreadable(path, exception);
        }
    }

    private static byte[] ReadAll(IRunFiles files, string path)
    {
        using var stream = files.OpenRead(path);
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return copy.ToArray();
    }

    private static JsonObject Parse(byte[] bytes, string path)
    {
        try
        {
            return JsonNode.Parse(bytes, documentOptions: JsonDefaults.File) as JsonObject ?? throw Damaged(path, "it is not a JSON object");
        }
        catch (JsonException exception)
        {
            throw Unreadable(path, exception);
        }
    }

    private static int SealLength => SealStart.Length + (2 * SHA256.HashSizeInBytes) + SealEnd.Length;

    private static byte[] SealOf(ReadOnlySpan<byte> content) =>
        Encoding.ASCII.GetBytes($"{SealStart}{Convert.ToHexStringLower(SHA256.HashData(content))}{SealEnd}");

    private static bool HasSeal(ReadOnlySpan<byte> bytes) => bytes.Length > SealLength && bytes[^SealLength..].SequenceEqual(SealOf(bytes[..^SealLength]));

    private static void RequireWholeSeal(ReadOnlySpan<byte> bytes, string path)
    {
        var looksSealed = bytes.Length > SealLength && bytes[^SealLength..].StartsWith(Encoding.ASCII.GetBytes(SealStart));
        if (looksSealed && !HasSeal(bytes))
        {
            throw Damaged(path, "its SHA-256 is not the one that was written with it");
        }
    }

    private static GleanerException Unreadable(string path, JsonException exception) =>
        new($"{path}: {JsonProblems.Describe(exception)}. The file is damaged or was made by another version of Gleaner. {RunRemedy.For(path)}", exception);

    private static GleanerException Damaged(string path, string what) => new($"{path}: the file has changed since it was written: {what}. {RunRemedy.For(path)}");
}
