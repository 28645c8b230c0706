namespace Gleaner.Tokenizers.Tokens;

/// <summary>Says where in a text added tokens may lie.</summary>
internal interface ITrust
{
    /// <summary>Index after the trusted stretch around <paramref name="at"/>; <paramref name="at"/> itself where there is none.</summary>
    int EndOfTrust(int at);
}
