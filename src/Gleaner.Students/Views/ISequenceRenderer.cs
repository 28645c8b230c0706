using Gleaner.Selection;

namespace Gleaner.Students.Views;

/// <summary>Makes the token ids and loss weights of examples, as a student is trained on them.</summary>
public interface ISequenceRenderer
{
    /// <summary>The sequence of an example.</summary>
    /// <exception cref="GleanerException">The example cannot be rendered.</exception>
    RenderedSequence Render(WeightedTrajectory example);
}
