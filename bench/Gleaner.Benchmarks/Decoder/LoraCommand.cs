using System.CommandLine;
using Gleaner.CommandLine.App;

namespace Gleaner.Benchmarks.Decoder;

/// <summary><c>gleaner bench lora</c>: training beside, and of, the weights of models that are real students.</summary>
internal static class LoraCommand
{
    public static Command Create(CommandContext context)
    {
        var shape = new Option<string>("--shape")
        {
            Description = $"The size of the random decoder: {string.Join(", ", SmallLanguageModel.All.Select(known => $"{known.Name} ({known.Original})"))}.",
            HelpName = "SIZE",
            DefaultValueFactory = _ => SmallLanguageModel.All[0].Name,
        };
        shape.AcceptOnlyFromAmong([.. SmallLanguageModel.All.Select(known => known.Name)]);
        var turns = Positive("--turns", 2, "Timed steps of each setting, of which the best counts.");
        var sequences = Positive("--sequences", 6, "Sequences of a step.");
        var allWeights = new Option<bool>("--all-weights") { Description = "Train all weights, too." };
        var command = new Command("lora", "Training steps of LoRA adapters beside a random decoder: tokens per second, share of the peak, memory beside its estimate.") { shape, turns, sequences, allWeights };
        command.SetAction(parsed =>
        {
            new LoraBenchmark(
                SmallLanguageModel.All.Single(known => known.Name == parsed.GetValue(shape)), parsed.GetValue(turns), parsed.GetValue(sequences), parsed.GetValue(allWeights), context.Terminal.Out).Run();
            return ExitCode.Done;
        });
        return command;
    }

    private static Option<int> Positive(string name, int fallback, string description)
    {
        var option = new Option<int>(name) { Description = $"{description} Default: {fallback}.", HelpName = "N", DefaultValueFactory = _ => fallback };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() < 1)
            {
                result.AddError($"{name} must be at least 1.");
            }
        });
        return option;
    }
}
