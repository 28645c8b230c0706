using System.CommandLine;
using Gleaner.CommandLine.Terminals;

namespace Gleaner.CommandLine.App;

/// <summary>What every command is made with.</summary>
/// <param name="Terminal">Where it prints.</param>
/// <param name="Surroundings">What surrounds the program.</param>
/// <param name="Kinds">The kinds that the program was built with.</param>
internal sealed record CommandContext(Terminal Terminal, AppSurroundings Surroundings, KindRegistry Kinds)
{
    /// <summary>The option <c>--with</c>, which all commands have.</summary>
    public Option<string[]> With { get; } = new("--with")
    {
        Description = "An assembly of your own whose kinds (environments, methods, …) are added; can be repeated.",
        HelpName = "DLL",
        Recursive = true,
    };

    /// <summary>The kinds of the program and of the assemblies that a command line names.</summary>
    /// <exception cref="UsageException">An assembly cannot be used.</exception>
    public KindRegistry KindsOf(ParseResult parsed) =>
        (parsed.GetValue(With) ?? []).Select(Surroundings.Full).Aggregate(Kinds, (all, path) => all.WithAssembly(path));

    /// <summary>Reads experiments with these kinds.</summary>
    public ExperimentReader ReaderOf(ParseResult parsed) => new(KindsOf(parsed), Surroundings.CurrentFolder);
}
