using System.Collections.Immutable;
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
        var episode = shop.Reset(recorded.Task);
        var turns = ImmutableArray.CreateBuilder<Turn>(recorded.Length);
        foreach (var turn in recorded.Turns)
        {
            if (episode.IsDone || episode.Observation.Text != turn.Observation.Text)
            {
                return null;
            }

            var result = episode.Step(turn.Action);
            turns.Add(turn with { Reward = result.Reward, WasPossible = result.WasPossible });
        }

        var last = episode.Observation.Text;
        return episode.Return == recorded.Return && (recorded.Final.Text.Length == 0 || recorded.Final.Text == last)
            ? recorded with { Turns = turns.MoveToImmutable(), Final = new Observation(last), StopReason = episode.IsDone ? StopReason.Done : recorded.StopReason }
            : null;
    }
}
