using Gleaner.Experiments;
using Gleaner.Experiments.Configuration;
using Gleaner.Policies;

namespace OwnEnvironment;

/// <summary>A simulated expert with a fault: it doubles once too often where the number to reach ends in 3 or 7.</summary>
public sealed class DoublerKind : ExpertKind<DoublerConfig>
{
    /// <inheritdoc/>
    public override string Name => "simulated-doubler";

    /// <inheritdoc/>
    public override string Summary => "In reach, a script that doubles once too often where the number to reach ends in 3 or 7.";

    /// <inheritdoc/>
    public override string OnlyIn => "reach";

    /// <inheritdoc/>
    public override DoublerConfig Read(SectionReader reader) => new(ReadName(reader, Name));

    /// <inheritdoc/>
    public override string Describe(DoublerConfig config) => "A script that doubles once too often on some numbers.";

    /// <inheritdoc/>
    public override bool? IsSimulated(DoublerConfig config) => true;

    /// <inheritdoc/>
    public override IExpert Create(DoublerConfig config, World world, int maxTurns) => new PolicyExpert(new Doubler(config.Name), default);
}

/// <summary>What its section says.</summary>
/// <param name="Name">Its name in tables.</param>
public sealed record DoublerConfig(string Name) : ExpertConfig(Name);

/// <summary>The script: it reads what it sees, like any other policy.</summary>
internal sealed class Doubler(string name) : IPolicy, IPolicySession
{
    public string Name => name;

    public IPolicySession Open(Decoding decoding) => this;

    public ValueTask<IReadOnlyList<Decision>> ActAsync(IReadOnlyList<OpenEpisode> episodes, CancellationToken cancellationToken) =>
        new([.. episodes.Select(episode => new Decision(Decide(episode.Observation.Text)))]);

    public void Release(OpenEpisode episode)
    {
    }

    public void Dispose()
    {
    }

    private static string Decide(string text)
    {
        var numbers = text.Split([' ', '.', ':'], StringSplitOptions.RemoveEmptyEntries).Where(word => char.IsAsciiDigit(word[0])).Select(int.Parse).ToList();
        var (number, target) = (numbers[0], numbers[1]);
        var isCareless = target % 10 is 3 or 7;
        return 2 * number <= target || (isCareless && number + 3 < target) ? "double" : "add one";
    }
}
