using Gleaner.Students;
using Gleaner.WebShop.Student.Pretraining;

namespace Gleaner.WebShop.Student;

/// <summary>
/// The student on WebShop: its shape, its view of pages and its pre-training. Defaults: 3500 pieces (product ids not counted), a
/// context of 1024 tokens, 1200 steps of pre-training with 64 sequences at a rate of 4e-3.
/// </summary>
public sealed record WebShopStudentOptions : TinyStudentOptions
{
    /// <summary>The defaults.</summary>
    public WebShopStudentOptions() =>
        (Pieces, Context, PretrainingSteps, PretrainingBatch, PretrainingRate) = (3500, 1024, 1200, 64, 4e-3);

    /// <summary>The parts of pre-training.</summary>
    public PretrainingMix Mix { get; init; } = new();

    /// <summary>The view of pages.</summary>
    public WebShopViewOptions View { get; init; } = new();
}
