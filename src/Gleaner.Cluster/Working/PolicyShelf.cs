using Gleaner.Cluster.Archives;
using Gleaner.Cluster.Messages;
using Gleaner.Experiments;
using Gleaner.Policies;
using Gleaner.Runs;
using Gleaner.Students;

namespace Gleaner.Cluster.Working;

/// <summary>The policies that a worker plays with: each checkpoint is fetched once, however many items need it, and the latest few are kept. Thread-safe.</summary>
/// <param name="player">The experiment.</param>
/// <param name="archives">Where checkpoints come from.</param>
/// <param name="files">How local files are reached.</param>
/// <param name="folder">Where they are put, absolute.</param>
internal sealed class PolicyShelf(ExperimentPlayer player, ArchiveStore archives, IRunFiles files, string folder)
{
    private const int Kept = 2;

    private readonly SemaphoreSlim _gate = new(1);
    private readonly List<(string Key, string? Folder, IPolicy Policy)> _shelf = [];
    private (string Hash, IStudent Student)? _prototype;

    /// <summary>Checkpoints that were fetched.</summary>
    public int Fetched { get; private set; }

    /// <summary>The policy that an item refers to.</summary>
    /// <exception cref="GleanerException">It cannot be made here.</exception>
    public async Task<IPolicy> GetAsync(PolicyReference reference, CancellationToken cancellationToken)
    {
        if (reference.Expert is { } expert)
        {
            return player.Expert(expert);
        }

        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var index = _shelf.FindIndex(entry => entry.Key == reference.Key);
            if (index < 0)
            {
                return await AddAsync(reference, cancellationToken).ConfigureAwait(false);
            }

            var found = _shelf[index];
            _shelf.RemoveAt(index);
            _shelf.Add(found);
            return found.Policy;
        }
        finally
        {
            _gate.Release();
        }
    }

    private async Task<IPolicy> AddAsync(PolicyReference reference, CancellationToken cancellationToken)
    {
        var prototype = await PrototypeAsync(reference.Trajectories!, cancellationToken).ConfigureAwait(false);
        var checkpoint = Path.Combine(folder, $"checkpoint-{reference.Checkpoint![..16]}-{Fetched}");
        await archives.FetchAsync(reference.Checkpoint, checkpoint, cancellationToken).ConfigureAwait(false);
        Fetched++;
        var policy = ExperimentPlayer.Student(prototype, checkpoint, reference.Prompt);
        _shelf.Add((reference.Key, checkpoint, policy));
        while (_shelf.Count > Kept)
        {
            files.DeleteFolder(_shelf[0].Folder!);
            _shelf.RemoveAt(0);
        }

        return policy;
    }

    private async Task<IStudent> PrototypeAsync(string hash, CancellationToken cancellationToken)
    {
        if (_prototype is { } known && known.Hash == hash)
        {
            return known.Student;
        }

        var experts = Path.Combine(folder, $"experts-{hash[..16]}");
        files.DeleteFolder(experts);
        await archives.FetchAsync(hash, experts, cancellationToken).ConfigureAwait(false);
        var student = await player.PrototypeAsync(experts, files, cancellationToken).ConfigureAwait(false);
        _prototype = (hash, student);
        return student;
    }
}
