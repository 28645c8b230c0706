using System.CommandLine;
using Gleaner.Reports.Model;
using Gleaner.Students.Kinds;

namespace Gleaner.CommandLine.Commands;

/// <summary>Options and arguments that several commands have.</summary>
internal static class SharedOptions
{
    public static Argument<string> ConfigFile() => new("CONFIG") { Description = "The experiment's YAML file." };

    public static Argument<string> Run() => new("RUN") { Description = "The run's folder." };

    public static Option<string[]> Overrides() => new("--set")
    {
        Description = "Replace a value of the configuration, for example --set training.bc.steps=100; can be repeated.",
        HelpName = "KEY=VALUE",
    };

    public static Option<string?> Accelerator() => new("--accelerator")
    {
        Description = "What computes the matrix products of training: none, onednn, onednn-bf16 or auto; short for --set student.accelerator=NAME. Part of the run's identity.",
        HelpName = "NAME",
    };

    /// <summary>What <see cref="Accelerator"/> sets, as an override.</summary>
    public static string[] AcceleratorOverride(string? name) => name is null ? [] : [$"{AcceleratorKey.Path}={name}"];

    public static Option<string?> Seeds() => new("--seeds") { Description = "The seeds, instead of the configuration's: --seeds 1,2,3.", HelpName = "LIST" };

    /// <summary>What <c>--set</c>, <c>--seeds</c> and <c>--accelerator</c> set, as overrides.</summary>
    public static string[] Assignments(string[]? overrides, string? seeds, string? accelerator) =>
        [.. overrides ?? [], .. seeds is null ? [] : new[] { $"seeds=[{seeds}]" }, .. AcceleratorOverride(accelerator)];

    public static Option<string?> RunOutput() => Output("The run directory; by default runs/NAME.");

    public static Option<string?> Output(string description) => new("--output") { Description = description, HelpName = "DIR" };

    public static Option<string?> Workers() => new("--workers")
    {
        Description = "Let workers on other machines play: the NATS server that they are connected to (gleaner worker), for example nats://host:4222. Results are the same.",
        HelpName = "URL",
    };

    public static Option<bool> Resume() => new("--resume") { Description = "Resume the run in the folder; nothing finished is done again." };

    public static Option<string?> Viewer() => new("--viewer")
    {
        Description = "Link to the viewer's pages: the address of a running 'gleaner view', or the folder of an export, relative to the page that links to it.",
        HelpName = "ADDRESS",
    };

    /// <summary>Where the viewer's pages of a run are; null if nothing was said.</summary>
    /// <param name="text">What was given for <see cref="Viewer"/>.</param>
    /// <param name="runFolder">The run's folder.</param>
    /// <exception cref="UsageException">It is no place of a viewer's pages.</exception>
    public static ViewerSite? ViewerSite(string? text, string runFolder) => text is null
        ? null
        : Reports.Model.ViewerSite.Parse(text, ViewerPages.RunName(runFolder))
            ?? throw new UsageException($"--viewer must be an address such as http://127.0.0.1:5000, or a relative folder such as pages, not '{text}'.");

    public static Option<string> Catalogue() => new("--catalogue")
    {
        Description = "The folder with items_shuffle*.json and items_ins_v2*.json.",
        HelpName = "DIR",
        Required = true,
    };
}
