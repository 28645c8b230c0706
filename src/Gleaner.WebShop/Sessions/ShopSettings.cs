using Gleaner.WebShop.Pages;
using Gleaner.WebShop.Rewards;

namespace Gleaner.WebShop.Sessions;

/// <summary>How a shop behaves and prints.</summary>
public sealed record ShopSettings
{
    /// <summary>How pages are printed.</summary>
    public ObservationMode Mode { get; init; } = ObservationMode.Text;

    /// <summary>How options are matched when a purchase is judged.</summary>
    public RewardMode Reward { get; init; } = RewardMode.Compatible;

    /// <summary>Whether item pages offer the sub page "Attributes".</summary>
    public bool ShowAttributes { get; init; }

    /// <summary>Number of earlier observations shown in front of the present one.</summary>
    public int PreviousObservations { get; init; }

    /// <summary>Number of earlier actions shown in front of the present observation.</summary>
    public int PreviousActions { get; init; }

    internal bool KeepsHistory => PreviousObservations > 0 || PreviousActions > 0;
}
