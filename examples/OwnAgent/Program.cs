using Gleaner;
using Gleaner.Endpoints.Agents;
using Gleaner.Experiments;
using Gleaner.Formats.Exports;
using Gleaner.Formats.Runs;
using Gleaner.Methods;
using Gleaner.Students.Kinds;
using Gleaner.Students.Text;
using Microsoft.Extensions.AI;
using OwnAgent;

// Bring your own IChatClient here. The stand-in is a script with a fault, so the numbers are those of a simulated expert and a tiny student.
using var client = new HastyClerk();
var folder = args is [var given] ? given : Path.Combine("runs", "own-agent");
var experiment = Example.Create(client);
await experiment.RunAsync(folder, new RunOptions { Progress = new Progress<RunProgress>(Example.Tell) });

// The run's folder is like any other: the commands of the program work on it, and so do those of a program of your own.
var gleaner = GleanerHost.CreateBuilder().Build();
await gleaner.RunAsync(["report", folder]);
await gleaner.RunAsync(["show", folder, "newly-solved"]);
var export = await experiment.ExportAsync(new RunExportRequest { Run = Path.GetFullPath(folder), Format = ExportFormats.Find("openai")!, Output = Path.GetFullPath(Path.Combine(folder, "openai.jsonl")) });
Console.WriteLine($"{Path.Combine(folder, "openai.jsonl")}: {export.Counts}");

namespace OwnAgent
{
    /// <summary>An agent of your own, a task of your own, and EEF.</summary>
    internal static class Example
    {
        public static Experiment Create(IChatClient client)
        {
            var forms = new ToolEnvironment("form", Form.Tasks, task => new Form(task));
            var student = new TextStudentOptions { Width = 48, Layers = 2, Heads = 2, FeedForward = 96, Pieces = 600, PretrainingSteps = 100, View = new() { Actions = ActionChoice.Known } };
            return new Experiment
            {
                Name = "own-agent",
                Environment = ExperimentEnvironment.Of(forms, training: Form.Tasks.Where((_, i) => !IsTest(i)), test: Form.Tasks.Where((_, i) => IsTest(i))),
                Experts = [ExperimentExpert.Playing(new ToolPolicy("clerk", client, forms), isSimulated: true)],
                Student = new TextStudentKind().With(student),
                Training = new TrainingSchedule(new LearningSchedule(Steps: 300, Batch: 8, LearningRate: 2e-3), new LearningSchedule(Steps: 250, Batch: 8, LearningRate: 2e-3)),
                Methods = [new RejectionSamplingKind().With(new RejectionSamplingConfig(rollouts: 6)), new ExploringFailuresKind().With(new ExploringFailuresConfig() with { Options = new EefOptions { Leftover = LeftoverUse.Unsolved } })],
                Exploration = new ExplorationSchedule(Temperature: 1),
            };
        }

        // A third of the forms of each kind, so that every name and every course occurs in training.
        private static bool IsTest(int number) => ((number / 18) + number) % 3 == 0;

        public static void Tell(RunProgress progress)
        {
            if (progress.IsFinished)
            {
                Console.Error.WriteLine($"{progress.Stage.Folder}: {progress.Stage.Kind} {progress.Stage.Subject}");
            }
        }
    }
}
