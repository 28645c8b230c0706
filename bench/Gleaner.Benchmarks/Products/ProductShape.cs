using Gleaner.Decoder.Model;

namespace Gleaner.Benchmarks.Products;

/// <summary>What a product computes, for weights W [outputs, inputs], inputs X [rows, inputs] and gradients dY [rows, outputs].</summary>
internal enum ProductKind
{
    /// <summary>Y = X·Wᵀ.</summary>
    Forward,

    /// <summary>dX = dY·W.</summary>
    InputGradient,

    /// <summary>dW += dYᵀ·X.</summary>
    WeightGradient,
}

/// <summary>A product of a decoder.</summary>
/// <param name="Name">Whose it is.</param>
/// <param name="Kind">What it computes.</param>
/// <param name="Rows">Tokens.</param>
/// <param name="Outputs">Outputs of the weights.</param>
/// <param name="Inputs">Inputs of the weights.</param>
/// <param name="Times">How often one packed row of training needs it.</param>
internal sealed record ProductShape(string Name, ProductKind Kind, int Rows, int Outputs, int Inputs, double Times)
{
    public double Flops => 2.0 * Rows * Outputs * Inputs;

    /// <summary>Every product with weights in one training step on a packed row, all of whose tokens are trained or a part of them.</summary>
    public static IEnumerable<ProductShape> OfTraining(DecoderConfig config, int tokens, double trained)
    {
        const int HeadRows = 120;
        var headTimes = tokens * trained / HeadRows;
        int width = config.Width, inner = config.FeedForwardWidth;
        foreach (var kind in Enum.GetValues<ProductKind>())
        {
            yield return new("query, output", kind, tokens, width, width, 2 * config.Layers);
            yield return new("key and value", kind, tokens, 2 * width, width, config.Layers);
            yield return new("gate and up", kind, tokens, 2 * inner, width, config.Layers);
            yield return new("down", kind, tokens, width, inner, config.Layers);
            yield return new("head", kind, HeadRows, config.VocabularySize, width, headTimes);
        }
    }

    /// <summary>The larger products of decoding one token of each of some sequences.</summary>
    public static IEnumerable<ProductShape> OfDecoding(DecoderConfig config, int rows) =>
    [
        new("gate and up", ProductKind.Forward, rows, 2 * config.FeedForwardWidth, config.Width, 0),
        new("head", ProductKind.Forward, rows, config.VocabularySize, config.Width, 0),
    ];
}
