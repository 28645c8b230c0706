namespace Gleaner.Decoder.Kernels;

/// <summary>
/// The innermost loops of a matrix product, for one register width. Every output element is one chain of fused
/// multiply-adds in increasing depth, starting from zero or from the element itself; so all tiles, of any size and
/// register width, give the same bits.
/// </summary>
internal unsafe interface IMicroTile
{
    /// <summary>Rows of a full tile.</summary>
    static abstract int Rows { get; }

    /// <summary>Columns of a panel: of a full tile.</summary>
    static abstract int PanelWidth { get; }

    /// <summary>
    /// A full tile: c[i·cRow + j] (+)= Σ_p a[i·aRow + p·aDepth] · panel[p·PanelWidth + j]. Fetches what lies
    /// <paramref name="ahead"/> floats further than the panel into the cache on the way; 0 for nothing.
    /// </summary>
    static abstract void Tile(int depth, float* a, nint aRow, nint aDepth, float* panel, nint ahead, float* c, nint cRow, bool accumulate);

    /// <summary>The first four rows of a tile alone: the fewest that keep the pipeline filled.</summary>
    static abstract void ShortTile(int depth, float* a, nint aRow, nint aDepth, float* panel, nint ahead, float* c, nint cRow, bool accumulate);

    /// <summary>One row against one panel.</summary>
    static abstract void Row(int depth, float* a, nint aDepth, float* panel, float* c, bool accumulate);

    /// <summary>One row against four panels, which fills the pipeline where <see cref="Row"/> waits for its own sums.</summary>
    static abstract void RowOfFour(int depth, float* a, nint aDepth, float* panels, nint panelStride, float* c, bool accumulate);
}
