namespace Gleaner.Campaigns;

/// <summary>What the fakes that tests share ask of the test runner.</summary>
internal sealed class TestContext
{
    public static TestContext Current { get; } = new();

    public CancellationToken CancellationToken => CancellationToken.None;
}
