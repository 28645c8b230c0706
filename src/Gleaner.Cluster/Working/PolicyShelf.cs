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

    private readonly Lock _gate = new();
    private readonly List<(string Key, string Folder, Task<IPolicy> Policy)> _shelf = [];
    private Task _before = Task.CompletedTask;
    private (string Hash, IStudent Student)? _prototype;
    private int _made;

    /// <summary>Checkpoints that were fetched.</summary>
    public int Fetched { get; private set; }

    /// <summary>The policy that an item refers to.</summary>
    /// <exception cref="GleanerException">It cannot be made here.</exception>
    public Task<IPolicy> GetAsync(PolicyReference reference, CancellationToken cancellationToken)
    {
        if (reference.Expert is { } expert)
        {
            return Task.FromResult(player.Expert(expert));
        }

        lock (_gate)
        {
            var index = _shelf.FindIndex(entry => entry.Key == reference.Key);
            if (index < 0)
            {
                return Add(reference, cancellationToken);
            }

            var found = _shelf[index];
            _shelf.RemoveAt(index);
            _shelf.Add(found);
            return found.Policy;
        }
    }

    // One after the other: they share the prototype. What cannot be made ends the worker, so that it need not be tried again.
    private Task<IPolicy> Add(PolicyReference reference, CancellationToken cancellationToken)
    {
        var checkpoint = Path.Combine(folder, $"checkpoint-{reference.Checkpoint![..16]}-{_made++}");
        var before = _before;
        var policy = Task.Run(
            async () =>
            {
                await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                return await MakeAsync(reference, checkpoint, cancellationToken).ConfigureAwait(false);
            },
            CancellationToken.None);
        _before = policy;
        _shelf.Add((reference.Key, checkpoint, policy));
        while (_shelf.Count > Kept)
        {
            files.DeleteFolder(_shelf[0].Folder);
            _shelf.RemoveAt(0);
        }

        return policy;
    }

    private async Task<IPolicy> MakeAsync(PolicyReference reference, string checkpoint, CancellationToken cancellationToken)
    {
        var prototype = await PrototypeAsync(reference.Trajectories!, cancellationToken).ConfigureAwait(false);
        await archives.FetchAsync(reference.Checkpoint!, checkpoint, cancellationToken).ConfigureAwait(false);
        Fetched++;
        return ExperimentPlayer.Student(prototype, checkpoint, reference.Prompt);
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
