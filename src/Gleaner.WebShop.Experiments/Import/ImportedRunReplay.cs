using Gleaner.Environments;
using Gleaner.Formats.Imports;
using Gleaner.Trajectories;
using Gleaner.WebShop;

namespace Gleaner.WebShop.Import;

/// <summary>
/// Plays an imported run in the shop that has its task: where every recorded page is what the shop shows and the return is the
/// same, what was not recorded (the last page, rewards, refused actions) is taken from there. Else the run stays as recorded.
/// </summary>
public static class ImportedRunReplay
{
    /// <summary>The run with what was missing.</summary>
    /// <param name="entry">An imported run.</param>
    /// <param name="shops">Shops whose pages are in the recording's mode; the one that has the task is played in.</param>
    public static ImportEntry Complete(ImportEntry entry, params IReadOnlyList<WebShopEnvironment> shops)
    {
        ArgumentNullException.ThrowIfNull(entry);
        ArgumentNullException.ThrowIfNull(shops);
        return entry is { IsTaskKnown: true, Trajectory: { } recorded } && shops.FirstOrDefault(shop => shop.Goals.IndexOf(recorded.Task) >= 0) is { } shop
            && Play(shop, recorded) is { } played
                ? entry with { Trajectory = played, IsLastMissing = false, IsReplayed = true }
                : entry;
    }

    private static Trajectory? Play(WebShopEnvironment shop, Trajectory recorded)
    {
        // The shop answers at once.
        var outcome = CheckedReplay.TryPlayAsync(shop, recorded, isFinalKnown: recorded.Final.Text.Length > 0).AsTask().GetAwaiter().GetResult();
        return outcome.Played is { } played
            ? played with
            {
                Turns = [.. played.Turns.Zip(recorded.Turns, (turn, own) => turn with { Observation = own.Observation })],
                Final = new Observation(played.Final.Text),
                StopReason = outcome.IsDone ? StopReason.Done : recorded.StopReason,
            }
            : null;
    }
}
