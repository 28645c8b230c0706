using Gleaner.Students;
using Gleaner.Students.Views;

namespace Gleaner.WebShop.Student.Pretraining;

/// <summary>Puts a pre-training sequence together.</summary>
internal sealed class SequenceBuilder
{
    private readonly List<float> _weights = [];

    public List<int> Ids { get; } = [];

    /// <summary>Gives the tokens added since the last mark their weight; the very first token never has one.</summary>
    public SequenceBuilder Mark(float weight)
    {
        while (_weights.Count < Ids.Count)
        {
            _weights.Add(_weights.Count == 0 ? 0 : weight);
        }

        return this;
    }

    public RenderedSequence Build(int maxLength)
    {
        Mark(0);
        return new RenderedSequence([.. Ids.Take(maxLength)], [.. _weights.Take(maxLength)]);
    }
}
