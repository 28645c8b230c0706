namespace Gleaner.Decoder.Model;

/// <summary>Name, shape and place (in floats from the start of the flat memory) of one parameter.</summary>
internal sealed record ParameterSpec(string Name, IReadOnlyList<int> Shape, int Offset)
{
    public int Length { get; } = Shape.Aggregate(1, (product, size) => checked(product * size));

    /// <summary>Matrices are subject to weight decay; gains of norms and of the smear, and biases, are not.</summary>
    public bool Decays => Shape.Count > 1;
}
