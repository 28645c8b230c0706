namespace Gleaner.WebShop.Rewards;

/// <summary>
/// A purchase's reward and its parts: type x (attributes met + options met + price met) / (attributes + options + 1), which is
/// type x the sum of each rate times its weight.
/// </summary>
/// <param name="Reward">The reward, 0..1.</param>
/// <param name="Type">How near the bought product's kind is to the wanted one's: 0, 0.1, 0.5 or 1 (r_type).</param>
/// <param name="Attributes">Share of the wanted attributes that are met, 0..1 (r_att).</param>
/// <param name="AttributesWeight">Their weight (w_att).</param>
/// <param name="QueryMatch">Whether both products belong to the same search of the original shop (query_match).</param>
/// <param name="CategoryMatch">Whether their category paths share two parts (category_match).</param>
/// <param name="TitleScore">Share of the wanted title's nouns that the bought title has, 0..1 (title_score).</param>
/// <param name="Options">Share of the wanted options that are met, or null if none is wanted (r_option).</param>
/// <param name="OptionsWeight">Their weight, or null (w_option).</param>
/// <param name="PriceMet">Whether the price is within the bound (r_price).</param>
/// <param name="PriceWeight">Its weight (w_price).</param>
public sealed record RewardDetails(
    double Reward,
    double Type,
    double Attributes,
    double AttributesWeight,
    bool QueryMatch,
    bool CategoryMatch,
    double TitleScore,
    double? Options,
    double? OptionsWeight,
    bool PriceMet,
    double PriceWeight);
