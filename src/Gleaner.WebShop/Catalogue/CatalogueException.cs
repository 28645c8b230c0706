namespace Gleaner.WebShop.Catalogue;

/// <summary>A catalogue that cannot be read: the message names the file, the record and the field.</summary>
public sealed class CatalogueException : GleanerException
{
    /// <summary>Creates the exception.</summary>
    public CatalogueException(string message) : base(message)
    {
    }

    /// <summary>Creates the exception with its cause.</summary>
    public CatalogueException(string message, Exception innerException) : base(message, innerException)
    {
    }
}
