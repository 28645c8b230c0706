namespace Gleaner.Decoder.Kernels;

/// <summary>
/// The innermost loops of a matrix product, for one register width. Every output element is one chain of fused
/// multiply-adds in increasing depth, starting from zero or from the element itself; so all tiles, of any size and
/// register width, give the same bits. Panels hold <see langword="float"/>, or <see langword="ushort"/> for bfloat16 laid out
/// as <see cref="HalfMatrix"/> says, which are widened in registers.
/// </summary>
internal unsafe interface IMicroTile
{
    /// <summary>Rows of a full tile.</summary>
    static abstract int Rows { get; }

    /// <summary>Columns of a panel: of a full tile.</summary>
    static abstract int PanelWidth { get; }

    /// <summary>
    /// A full tile: c[i·cRow + j] (+)= Σ_p a[i·aRow + p·aDepth] · panel[p·PanelWidth + j]. Fetches what lies
    /// <paramref name="ahead"/> elements further than the panel into the cache on the way; 0 for nothing.
    /// </summary>
    static abstract void Tile<T>(int depth, float* a, nint aRow, nint aDepth, T* panel, nint ahead, float* c, nint cRow, bool accumulate)
        where T : unmanaged;

    /// <summary>The same for eight rows.</summary>
    static abstract void EightRows<T>(int depth, float* a, nint aRow, nint aDepth, T* panel, nint ahead, float* c, nint cRow, bool accumulate)
        where T : unmanaged;

    /// <summary>The same for four rows: the fewest that keep the pipeline filled.</summary>
    static abstract void FourRows<T>(int depth, float* a, nint aRow, nint aDepth, T* panel, nint ahead, float* c, nint cRow, bool accumulate)
        where T : unmanaged;

    /// <summary>One row against one panel.</summary>
    static abstract void Row<T>(int depth, float* a, nint aDepth, T* panel, float* c, bool accumulate)
        where T : unmanaged;

    /// <summary>One row against two panels, so that fewer sums wait for themselves.</summary>
    static abstract void RowOfTwo<T>(int depth, float* a, nint aDepth, T* panels, nint panelStride, float* c, bool accumulate)
        where T : unmanaged;

    /// <summary>One row against four panels, which fills the pipeline.</summary>
    static abstract void RowOfFour<T>(int depth, float* a, nint aDepth, T* panels, nint panelStride, float* c, bool accumulate)
        where T : unmanaged;
}
