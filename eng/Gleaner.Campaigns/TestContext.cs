namespace Gleaner.Campaigns;

/// <summary>What the fakes that tests share ask of the test runner.</summary>
internal sealed class TestContext
{
    public static TestContext Current { get; } = new();

    public CancellationToken CancellationToken => CancellationToken.None;
}

/// <summary>What they ask of its assertions.</summary>
internal static class Assert
{
    public static void SkipWhen(bool isMissing, string reason)
    {
        if (isMissing)
        {
            throw new InvalidOperationException(reason);
        }
    }
}
