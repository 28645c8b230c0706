using System.CommandLine;
using Gleaner.CommandLine.App;
using Gleaner.CommandLine.Models;
using Gleaner.Decoder.Checkpoints;
using Gleaner.Decoder.Checkpoints.HuggingFace;

namespace Gleaner.CommandLine.Commands;

/// <summary><c>gleaner model</c>: looks at a Hugging Face folder, or merges adapters into one.</summary>
internal static class ModelCommand
{
    public static Command Create(CommandContext context) => new("model", "Work with model folders in the layout of Hugging Face.")
    {
        CreateShow(context),
        CreateEstimate(context),
        CreateMerge(context),
    };

    private static Command CreateShow(CommandContext app)
    {
        var (terminal, surroundings, _) = app;
        var folder = Folder();
        var context = new Option<int?>("--context") { Description = "The longest sequence to use, in tokens; by default what the model was made for.", HelpName = "N" };
        var command = new Command("show", "Check a model's folder, and say what it is and what memory it takes. No weights are read.") { folder, context };
        command.SetAction(parsed =>
        {
            var length = parsed.GetValue(context);
            if (length < 2)
            {
                throw new UsageException($"--context must be at least 2, not {length}.");
            }

            var opened = HuggingFaceFolder.Open(surroundings.Full(parsed.GetRequiredValue(folder)), length);
            foreach (var line in ModelSummary.Lines(opened, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes))
            {
                terminal.Out.WriteLine(line);
            }

            return ExitCode.Done;
        });
        return command;
    }

    private static Command CreateEstimate(CommandContext app)
    {
        var (terminal, surroundings, _) = app;
        var folder = Folder();
        var command = new Command("estimate", "Say what memory and time a model of any size takes on GPUs, from its config.json alone.") { folder };
        command.SetAction(parsed =>
        {
            foreach (var line in GpuSummary.Lines(HuggingFaceFolder.ReadShape(surroundings.Full(parsed.GetRequiredValue(folder)))))
            {
                terminal.Out.WriteLine(line);
            }

            return ExitCode.Done;
        });
        return command;
    }

    private static Command CreateMerge(CommandContext context)
    {
        var (terminal, surroundings, _) = context;
        var folder = Folder();
        var adapters = new Argument<string>("ADAPTERS") { Description = "A folder in PEFT's layout: a checkpoint of a run, or another trainer's." };
        var output = new Option<string>("--output") { Description = "The new model's folder.", HelpName = "DIR", Required = true };
        var type = new Option<TensorType>("--type") { Description = "Element type of the written weights.", DefaultValueFactory = _ => TensorType.BF16, HelpName = "BF16|F32" };
        type.AcceptOnlyFromAmong("BF16", "F32");
        var command = new Command("merge", "Add adapters to a model's weights and write a whole folder that loads anywhere.") { folder, adapters, output, type };
        command.SetAction(parsed =>
        {
            var source = HuggingFaceFolder.Open(surroundings.Full(parsed.GetRequiredValue(folder)));
            var target = surroundings.Full(parsed.GetRequiredValue(output));
            if (Directory.Exists(target) && Directory.EnumerateFileSystemEntries(target).Any())
            {
                throw new UsageException($"{target}: there is something in this folder. Name another by --output.");
            }

            var adapter = PeftFolder.Load(surroundings.Full(parsed.GetRequiredValue(adapters)), source.Config);
            HuggingFaceFolder.Save(target, adapter.Merge(source.LoadModel()), new HuggingFaceSaveOptions { Source = source, Type = parsed.GetValue(type) });
            terminal.Out.WriteLine($"{target}: {source.ParameterCount:N0} parameters with adapters of rank {adapter.Options.Rank}");
            return ExitCode.Done;
        });
        return command;
    }

    private static Argument<string> Folder() => new("FOLDER") { Description = "A model's folder: config.json, safetensors, tokenizer.json." };
}
