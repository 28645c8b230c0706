using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Gleaner.Decoder.Checkpoints;
using Gleaner.Decoder.Training;
using Gleaner.IO;
using Gleaner.IO.Json;
using Gleaner.Students.Parameters;

namespace Gleaner.Students.Learning;

/// <summary>
/// Keeps a training that is under way in a folder: weights, optimiser and the losses so far. A training that goes on from there
/// ends with the same bits as one that was never interrupted.
/// </summary>
/// <param name="context">Where and how often.</param>
/// <param name="identity">Says what is trained on what and how; another training's state is not taken up.</param>
internal sealed class UnfinishedTraining(LearningContext context, string identity)
{
    private const string IdentityKey = "training";
    private const string ProgressFile = "progress.json";
    private const int MaxBytes = 1 << 16;

    /// <summary>Saving may take this share of the time at most.</summary>
    private const double LargestShare = 0.05;

    private readonly string _hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(identity)));
    private long _lastSaved = context.Time.GetTimestamp();
    private TimeSpan _lastCost;

    /// <summary>Restores what the folder holds of this training.</summary>
    /// <returns>The steps made so far; none if there is nothing to go on with.</returns>
    /// <exception cref="GleanerException">The files are damaged.</exception>
    public LearningSummary Restore(StudentParameters parameters, OptimizerState optimizer)
    {
        if (context.WorkFolder is not { } workFolder || DecoderCheckpoint.Locate(workFolder) is not { } folder)
        {
            return LearningSummary.None;
        }

        try
        {
            if (parameters.ReadMetadata(folder).GetValueOrDefault(IdentityKey) != _hash)
            {
                return LearningSummary.None;
            }

            var progress = StrictJson.Read<LearningSummary>(Path.Combine(folder, ProgressFile), MaxBytes);
            return parameters.TryRestore(folder, optimizer) && optimizer.Step == progress.Steps
                ? progress
                : throw new GleanerException($"{folder}: the unfinished training is incomplete. Delete the folder to start the stage again.");
        }
        catch (Exception exception) when (exception is CheckpointException or JsonFileException or IOException)
        {
            throw new GleanerException($"{exception.Message} Delete {folder} to start the stage again.", exception);
        }
    }

    /// <summary>Saves if it is time to.</summary>
    public void SaveIfDue(StudentParameters parameters, OptimizerState optimizer, LearningSummary sofar)
    {
        var elapsed = context.Time.GetElapsedTime(_lastSaved);
        if (elapsed >= context.SaveInterval && elapsed * LargestShare >= _lastCost)
        {
            Save(parameters, optimizer, sofar);
        }
    }

    /// <summary>Saves, if there is a folder for it and anything to save.</summary>
    public void Save(StudentParameters parameters, OptimizerState optimizer, LearningSummary sofar)
    {
        if (context.WorkFolder is not { } folder || sofar.Steps == 0)
        {
            return;
        }

        var started = context.Time.GetTimestamp();
        parameters.Save(
            folder,
            optimizer,
            new Dictionary<string, string> { [IdentityKey] = _hash },
            temporary => AtomicFile.WriteText(Path.Combine(temporary, ProgressFile), JsonSerializer.Serialize(sofar)));
        _lastCost = context.Time.GetElapsedTime(started);
        _lastSaved = context.Time.GetTimestamp();
    }

    /// <summary>Names a training on a fixed set: every id and weight counts.</summary>
    public static string Identify(string parameters, LearningPlan plan, LearningOptions options, RenderedSet set)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var sequence in set.All)
        {
            hash.AppendData(System.Runtime.InteropServices.MemoryMarshal.AsBytes(sequence.Ids.AsSpan()));
            hash.AppendData(System.Runtime.InteropServices.MemoryMarshal.AsBytes(sequence.Weights.AsSpan()));
            hash.AppendData("/"u8);
        }

        if (!set.Pairs.IsEmpty)
        {
            var pairs = string.Join(' ', set.Pairs.Select(pair => string.Create(CultureInfo.InvariantCulture, $"{pair.Weight:R}/{pair.NllWeight:R}")));
            hash.AppendData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{set.Sequences.Length} {set.Beta:R} {pairs}")));
        }

        if (!set.Samples.IsEmpty)
        {
            var advantages = string.Join(' ', set.Samples.Select(sample => sample.Advantage.ToString("R", CultureInfo.InvariantCulture)));
            hash.AppendData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{set.Sequences.Length} {set.Pairs.Length} {set.PolicyLoss} {advantages}")));
        }

        if (set.Rehearsal is { } rehearsal)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(rehearsal.Identity));
        }

        return Identify(parameters, plan, options, Convert.ToHexStringLower(hash.GetHashAndReset()));
    }

    /// <summary>Names a training on sequences that are drawn; <paramref name="source"/> says from what.</summary>
    public static string Identify(string parameters, LearningPlan plan, LearningOptions options, string source) =>
        string.Create(CultureInfo.InvariantCulture, $"{parameters} {plan} {options with { Threads = 0, RecomputeLayers = false }} {source}");
}
