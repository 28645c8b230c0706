namespace Gleaner.Decoder.Training;

/// <summary>
/// The rows of a packed row for which a layer computes outputs: all tokens, or in the last layer the predictors alone.
/// </summary>
internal readonly unsafe struct QueryRows(int count, int* indices, int* positions, int* starts)
{
    public int Count => count;

    /// <summary>Token of each row; null where the rows are all tokens.</summary>
    public int* Indices => indices;

    /// <summary>Position of each row within its sequence.</summary>
    public int* Positions => positions;

    /// <summary>Where each sequence's rows start, and at last where all end.</summary>
    public int* Starts => starts;
}
