using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Gleaner.Tinker.Wire;
using Gleaner.Web.Protocols;
using Microsoft.AspNetCore.Http;

namespace Gleaner.ModelServers.Tinker;

/// <summary>
/// Operations that were accepted, by the names under which their results are retrieved. One that comes again under its model's number is recognised and not
/// done again. Results stay for a while after they are there, so that a client whose connection broke can ask again; the oldest go first. Thread-safe.
/// </summary>
internal sealed class FutureTable
{
    private const int MostKept = 20_000;
    private const long MostKeptBytes = 256L << 20;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Entry> _entries = [];
    private readonly Dictionary<(string Model, long Sequence), Entry> _bySequence = [];
    private readonly Queue<Entry> _done = new();
    private long _doneBytes;
    private long _next;

    /// <summary>Accepts an operation.</summary>
    /// <param name="model">The model that it is on; null for none.</param>
    /// <param name="sequence">Its number among the model's; null for none.</param>
    /// <param name="request">What was asked for: the same number must not come with something else.</param>
    /// <param name="start">Starts it; called unless it was accepted before.</param>
    /// <param name="canRepeat">Whether it changes nothing if it fails, so that it is done again when it comes again under its number.</param>
    /// <returns>The name of its result.</returns>
    /// <exception cref="RequestException">The number was used for something else.</exception>
    public string Add<T>(string? model, long? sequence, object request, Func<Task<T>> start, bool canRepeat = false)
    {
        var hash = model is null || sequence is null ? "" : Convert.ToHexString(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(request, request.GetType(), TinkerJson.Options)));
        lock (_gate)
        {
            if (model is not null && sequence is { } number && _bySequence.TryGetValue((model, number), out var known))
            {
                return known.Hash == hash
                    ? known.Id
                    : throw new RequestException(StatusCodes.Status409Conflict, $"The number {number} was used for another operation on this model.");
            }

            var work = start();
            var entry = new Entry(string.Create(CultureInfo.InvariantCulture, $"{++_next}"), hash) { CanRepeat = canRepeat };
            if (model is not null && sequence is { } own)
            {
                entry.Sequence = (model, own);
                _bySequence[(model, own)] = entry;
            }

            _entries[entry.Id] = entry;
            entry.Task = CompleteAsync(entry, work);
            return entry.Id;
        }
    }

    /// <summary>The result of an operation as JSON, once it is there; one that failed gives what the protocol has for that.</summary>
    /// <returns>Null if there is no such operation; a null task result never.</returns>
    public Task<ReadOnlyMemory<byte>>? Find(string id)
    {
        lock (_gate)
        {
            return _entries.GetValueOrDefault(id)?.Task;
        }
    }

    /// <summary>Whether a name was given to an operation whose result is not kept any more.</summary>
    public bool IsGone(string id)
    {
        lock (_gate)
        {
            return long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1 && number <= _next && !_entries.ContainsKey(id);
        }
    }

    private async Task<ReadOnlyMemory<byte>> CompleteAsync<T>(Entry entry, Task<T> work)
    {
        byte[] json;
        var hasFailed = false;
        try
        {
            json = JsonSerializer.SerializeToUtf8Bytes(await work.ConfigureAwait(false), TinkerJson.Options);
        }
        catch (Exception exception)
        {
            hasFailed = true;

            // What the request led to is the client's to know: GleanerException and the engine's own checks say it in words.
            var isUsers = exception is GleanerException or ArgumentException or InvalidOperationException;
            json = JsonSerializer.SerializeToUtf8Bytes(new NoResultReply { Error = isUsers ? exception.Message : $"a defect of the server: {exception.GetType().Name}", Category = isUsers ? "user" : "server" }, TinkerJson.Options);
        }

        lock (_gate)
        {
            if (hasFailed && entry is { CanRepeat: true, Sequence: { } failed })
            {
                _bySequence.Remove(failed);
                entry.Sequence = null;
            }

            entry.Bytes = json.Length;
            _doneBytes += json.Length;
            _done.Enqueue(entry);
            while (_done.Count > MostKept || (_doneBytes > MostKeptBytes && _done.Count > 1))
            {
                Forget(_done.Dequeue());
            }
        }

        return json;
    }

    private void Forget(Entry entry)
    {
        _doneBytes -= entry.Bytes;
        _entries.Remove(entry.Id);
        if (entry.Sequence is { } sequence)
        {
            _bySequence.Remove(sequence);
        }
    }

    private sealed class Entry(string id, string hash)
    {
        public string Id => id;

        public string Hash => hash;

        public bool CanRepeat { get; init; }

        public (string Model, long Sequence)? Sequence { get; set; }

        public long Bytes { get; set; }

        public Task<ReadOnlyMemory<byte>> Task { get; set; } = null!;
    }
}
