namespace Gleaner.Architecture.Tests;

/// <summary>Rules that the tree does not keep to everywhere yet. The lists can only become shorter.</summary>
internal static class KnownOffenders
{
    /// <summary>Fails for an offender that is not listed, and for one that is listed and offends no more.</summary>
    public static void ShouldAllBeListed(this IEnumerable<string> offenders, params string[] known)
    {
        var found = offenders.ToHashSet(StringComparer.Ordinal);
        found.Except(known).Order(StringComparer.Ordinal).ShouldBeEmpty("this is against the rule");
        known.Except(found).Order(StringComparer.Ordinal).ShouldBeEmpty("this keeps to the rule now: take it off the list");
    }
}
