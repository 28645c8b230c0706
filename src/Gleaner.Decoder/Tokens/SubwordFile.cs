using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Gleaner.IO;
using Gleaner.IO.Json;

namespace Gleaner.Decoder.Tokens;

/// <summary>The JSON form of a vocabulary: what was given and learned, and a hash over it.</summary>
internal static class SubwordFile
{
    private const string Format = "gleaner-subwords/1";

    // A vocabulary of 65,536 pieces takes about 1 MiB; refuse to read anything absurd.
    private const long MaxBytes = 64 << 20;

    public static void Save(SubwordVocabulary vocabulary, string path)
    {
        var table = vocabulary.Table;
        var content = ContentOf(table) with { Sha256 = vocabulary.Hash };
        AtomicFile.Write(path, stream => JsonSerializer.Serialize(stream, content, JsonDefaults.CamelCase));
    }

    public static SubwordVocabulary Load(string path)
    {
        try
        {
            var content = StrictJson.Read<Content>(path, MaxBytes, JsonDefaults.CamelCase);
            if (content is not { Format: Format, SpecialTokens: not null, Characters: not null, Merges: not null })
            {
                throw Invalid(path, $"it is not of the format {Format}");
            }

            var vocabulary = new SubwordVocabulary(TableOf(content));
            return vocabulary.Hash == content.Sha256 ? vocabulary : throw Invalid(path, "its content does not fit its hash");
        }
        catch (Exception e) when (e is JsonFileException or ArgumentException)
        {
            throw new InvalidDataException($"'{path}' is not a vocabulary: {e.Message}", e);
        }
    }

    /// <summary>SHA-256, lower-case hex, of the content's JSON without the hash.</summary>
    public static string HashOf(PieceTable table) =>
        Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(ContentOf(table), JsonDefaults.CamelCase)));

    private static PieceTable TableOf(Content content)
    {
        var characters = content.Characters!.Select(text => text is not null && Rune.DecodeFromUtf16(text, out var rune, out var used) == System.Buffers.OperationStatus.Done && used == text.Length
            ? rune
            : throw new ArgumentException($"'{text}' is not one character."));
        var table = new PieceTable(content.SpecialTokens!, [.. characters]);
        foreach (var merge in content.Merges!)
        {
            table.AddMerge(merge is [var left, var right] ? new PiecePair(left, right) : throw new ArgumentException("A merge joins exactly two pieces."));
        }

        return table;
    }

    private static Content ContentOf(PieceTable table) => new(
        Format, table.SpecialTokens, [.. table.Characters.Select(rune => rune.ToString())], [.. table.Merges.Select(pair => new[] { pair.Left, pair.Right })], null);

    private static InvalidDataException Invalid(string path, string reason) => new($"'{path}' is not a vocabulary that can be read: {reason}.");

    private sealed record Content(
        string? Format,
        IReadOnlyList<string>? SpecialTokens,
        IReadOnlyList<string>? Characters,
        IReadOnlyList<int[]>? Merges,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Sha256);
}
