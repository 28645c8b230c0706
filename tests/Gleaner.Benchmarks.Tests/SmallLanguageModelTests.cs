using Gleaner.Benchmarks.Decoder;
using Gleaner.Decoder.Sizing;

namespace Gleaner.Benchmarks.Tests;

/// <summary>Random decoders are of the shapes that they are named after.</summary>
public sealed class SmallLanguageModelTests
{
    [Theory]
    [InlineData("135M", 134_515_008)]
    [InlineData("360M", 361_821_120)]
    [InlineData("0.5B", 494_032_768)]
    public void Each_has_as_many_parameters_as_its_original(string name, long parameters)
    {
        var shape = SmallLanguageModel.All.Single(known => known.Name == name);

        SizeEstimate.OfModel(shape.Config).Weights.ShouldBe(4 * parameters);
        shape.Batch(3).ShouldAllBe(sequence => sequence.Tokens.Length >= 300 && sequence.Tokens.Length <= 500);
    }
}
