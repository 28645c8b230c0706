using Gleaner.Experiments.Configuration;
using Gleaner.Methods;
using Gleaner.Runs;

namespace Gleaner.Experiments;

/// <summary>The control: behaviour cloning, trained on in each iteration.</summary>
public sealed class LongerCloningKind : MethodKind<LongerCloningConfig>
{
    /// <inheritdoc/>
    public override string Name => "bc_longer";

    /// <inheritdoc/>
    public override string Summary => "Behaviour cloning for as many steps as the others.";

    /// <inheritdoc/>
    public override LongerCloningConfig Read(SectionReader reader) => new(ReadName(reader, "BC longer"), ReadRestart(reader));

    /// <inheritdoc/>
    public override string Describe(LongerCloningConfig config, string firstExpert) => "Behaviour cloning for as many gradient steps as the other methods.";

    /// <inheritdoc/>
    public override MethodRole Role(LongerCloningConfig config) => MethodRole.Control;

    /// <inheritdoc/>
    public override IMethod Create(LongerCloningConfig config, string firstExpert) => new BehaviorCloning(config.Name);
}

/// <summary>What its section says.</summary>
/// <param name="Name">Its name in tables.</param>
/// <param name="Restart">Whether each iteration trains from the pre-trained student.</param>
public sealed record LongerCloningConfig(string Name = "BC longer", bool Restart = false) : MethodConfig(Name, Restart);
