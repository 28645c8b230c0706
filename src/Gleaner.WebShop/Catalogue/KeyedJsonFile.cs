using System.Buffers;
using System.Text.Json;
using Microsoft.Win32.SafeHandles;

namespace Gleaner.WebShop.Catalogue;

/// <summary>
/// An object in a JSON file whose members are looked up by name, in any order: where each stands is remembered, the members themselves
/// stay in the file. Of members of one name the last counts.
/// </summary>
internal sealed class KeyedJsonFile : IDisposable
{
    private readonly Dictionary<string, (long Offset, int Length)> _places = new(StringComparer.Ordinal);
    private readonly SafeFileHandle _handle;

    /// <summary>Reads through the file once.</summary>
    /// <param name="path">The file.</param>
    /// <param name="member">The member of the file's outermost object that holds the entries; null if the file itself is that object.</param>
    /// <exception cref="CatalogueException">The file cannot be read, or is no such object.</exception>
    internal KeyedJsonFile(string path, string? member = null)
    {
        Json = new JsonFile(path);
        using var items = new JsonItems(Json, JsonValueKind.Object, member);
        while (items.MoveNext())
        {
            _places[items.Name] = (items.Offset, items.Value.Length);
        }

        _handle = File.OpenHandle(path);
    }

    /// <summary>Reads fields and words errors.</summary>
    internal JsonFile Json { get; }

    public void Dispose() => _handle.Dispose();

    /// <summary>What <paramref name="read"/> makes of an entry, or <paramref name="missing"/> if there is none.</summary>
    internal T Read<T>(string name, T missing, Func<JsonFile, JsonElement, T> read)
    {
        if (!_places.TryGetValue(name, out var place))
        {
            return missing;
        }

        var buffer = ArrayPool<byte>.Shared.Rent(place.Length);
        try
        {
            Fill(buffer.AsSpan(0, place.Length), place.Offset, name);
            using var document = JsonDocument.Parse(buffer.AsMemory(0, place.Length));
            return read(Json, document.RootElement);
        }
        catch (JsonException e)
        {
            throw new CatalogueException($"{Json.Path}: {name}: the file has changed while it was read; start again.", e);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private void Fill(Span<byte> buffer, long offset, string name)
    {
        try
        {
            while (buffer.Length > 0)
            {
                var read = RandomAccess.Read(_handle, buffer, offset);
                buffer = read > 0 ? buffer[read..] : throw Json.Error(name, "the file has become shorter while it was read; start again");
                offset += read;
            }
        }
        catch (IOException e)
        {
            throw new CatalogueException($"{Json.Path}: cannot be read ({e.Message}).", e);
        }
    }
}
