using System.CommandLine;
using System.Globalization;
using Gleaner.CommandLine.App;
using Gleaner.Formats.Exports;
using Gleaner.Formats.Runs;
using Gleaner.Runs;
using Gleaner.Students.Pretrained;

namespace Gleaner.CommandLine.Commands;

/// <summary><c>gleaner export RUN</c>: what an iteration learnt from, in a form that another trainer takes.</summary>
internal static class ExportCommand
{
    public static Command Create(CommandContext context)
    {
        var (terminal, surroundings, _) = context;
        var formats = context.Kinds.Of<IExportFormat>().ToList();
        var run = SharedOptions.Run();
        var method = new Option<string?>("--method") { Description = "The method by name; by default the first EEF.", HelpName = "NAME" };
        var seed = new Option<ulong?>("--seed") { Description = "The seed; by default the first.", HelpName = "N" };
        var iteration = new Option<int?>("--iteration") { Description = "The iteration, from 1; by default the last finished one.", HelpName = "K" };
        var format = new Option<string>("--format")
        {
            Description = string.Join(" ", formats.Select(form => $"{form.Name}: {form.Description}")),
            HelpName = "FORMAT",
            Required = true,
        };
        format.AcceptOnlyFromAmong([.. formats.Select(form => form.Name)]);
        var model = new Option<string?>("--model") { Description = "The folder of the chat model whose tokenizer makes the ids (by default the run's own student), and in whose tokens rows of text are measured.", HelpName = "DIR" };
        var template = new TemplateOptions();
        var thoughts = new Option<bool>("--thoughts") { Description = "Write a turn as 'Thought: …' and 'Action: …' where it has a thought; else as its action alone (formats of texts)." };
        var actions = new Option<bool>("--actions-only") { Description = "Write thoughts, but train the action of a turn alone, from its line 'Action:' on (axolotl only)." };
        var most = new Option<int?>("--max-length") { Description = "The most tokens of a row that the trainer takes; rows over it are counted, with those that would lose what is trained. Formats of texts need --model.", HelpName = "N" };
        var over = new Option<string>("--over-length") { Description = "With --max-length, what becomes of rows over it. keep: they are written. refuse: nothing is written. split: they become rows that fit, each trained turn behind as much as fits (formats of texts).", HelpName = "WHAT", DefaultValueFactory = _ => "keep" };
        over.AcceptOnlyFromAmong("keep", "refuse", "split");
        var sources = new Option<bool>("--sources") { Description = "Say in each row which page of the viewer it comes from, as 'source' (formats of texts); loaders that are strict about names refuse it." };
        var output = new Option<string>("--output") { Description = "The file.", HelpName = "FILE", Required = true };
        var command = new Command("export", "Write what an iteration learnt from, every weight kept, in another trainer's format.")
        {
            run, method, seed, iteration, format, model, template.Fold, template.Keep, template.Thinking, template.AsServed, thoughts, actions, most, over, sources, output,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            CheckLimit(parsed.GetValue(most), parsed.GetValue(over));
            var use = template.Read(parsed);
            var request = new RunExportRequest
            {
                Run = surroundings.Full(parsed.GetRequiredValue(run)),
                Method = parsed.GetValue(method),
                Seed = parsed.GetValue(seed),
                Iteration = parsed.GetValue(iteration),
                Format = formats.First(form => form.Name == parsed.GetRequiredValue(format)),
                OtherModel = parsed.GetValue(model) is { } folder ? rules => new ChatSequences(surroundings.Full(folder), rules, use) { AsServed = parsed.GetValue(template.AsServed) } : null,
                Chat = parsed.GetValue(model) is { } measure ? () => new ChatSequences(surroundings.Full(measure), "", use).Chat : null,
                MaxLength = parsed.GetValue(most),
                OverLength = Enum.Parse<OverLength>(parsed.GetRequiredValue(over), ignoreCase: true),
                WithThoughts = parsed.GetValue(thoughts) || parsed.GetValue(actions),
                Part = parsed.GetValue(actions) ? TrainedPart.Action : TrainedPart.Turn,
                WithSources = parsed.GetValue(sources),
                Output = surroundings.Full(parsed.GetRequiredValue(output)),
            };
            var result = await new RunExport(new DiskRunFiles(), surroundings.Clock)
                .WriteAsync(request, () => context.ReaderOf(parsed).ReadRun(request.Run), cancellationToken).ConfigureAwait(false);
            Print(request.Output, result, terminal.Out);
            return ExitCode.Done;
        });
        return command;
    }

    private static void CheckLimit(int? most, string? over)
    {
        if (most is < 1)
        {
            throw new UsageException("--max-length is at least 1.");
        }

        if (most is null && over != "keep")
        {
            throw new UsageException("--over-length needs the limit: --max-length N.");
        }
    }

    private static void Print(string file, RunExportResult result, TextWriter output)
    {
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{file}: {result.Source}"));
        output.WriteLine(result.Counts.ToString());
        if (result.Counts.Lengths is { } lengths)
        {
            output.WriteLine(lengths.ToString());
        }

        foreach (var caution in result.Cautions)
        {
            output.WriteLine($"Note: {caution}");
        }
    }
}

/// <summary>How the template of the model that <c>--model</c> names is used.</summary>
internal sealed class TemplateOptions
{
    public TemplateOptions() => Thinking.AcceptOnlyFromAmong("on", "off");

    public Option<bool> Fold { get; } = new("--fold-system") { Description = "With --model: put the rules before the first page, for templates that refuse a system message." };

    public Option<bool> Keep { get; } = new("--keep-turns")
    {
        Description = "With --model: keep earlier turns as they were written where the template would write them differently, as Qwen3's does; such a template is refused otherwise.",
    };

    public Option<bool> AsServed { get; } = new("--as-served") { Description = "With --model, formats of ids: rows as the model sees a conversation behind a chat server, which renders it anew before every turn; another row begins where its template writes earlier turns differently, as Qwen3's does." };

    public Option<string?> Thinking { get; } = new("--thinking") { Description = "With --model: what the template is told as enable_thinking; nothing if left out.", HelpName = "WHAT" };

    public ChatTemplateUse Read(ParseResult parsed) => new()
    {
        FoldSystemIntoUser = parsed.GetValue(Fold),
        KeepTurns = parsed.GetValue(Keep),
        Thinking = parsed.GetValue(Thinking) is { } thinks ? thinks == "on" : null,
    };
}
