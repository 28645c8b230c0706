using Gleaner.Endpoints.Agents;
using Gleaner.Experiments;
using Gleaner.Runs;
using Gleaner.Students.Kinds;
using Gleaner.Students.Text;
using Microsoft.Extensions.AI;
using OwnAgent;

// Bring your own IChatClient here. The stand-in is a script with a fault, so the numbers are those of a simulated expert.
using var client = new CarelessClerk();
var summary = await Example.TeachAsync(client, args is [var folder] ? folder : Path.Combine("runs", "own-agent"));
foreach (var method in summary.Methods)
{
    var tests = method.Iterations[^1].Metrics.Evaluations.Single();
    Console.WriteLine($"{method.Description.Name}: {tests.Wins} of {tests.Returns.Length} test tasks");
}

namespace OwnAgent
{
    /// <summary>An agent of one's own, a task of one's own, and EEF.</summary>
    internal static class Example
    {
        public static Task<RunSummary> TeachAsync(IChatClient client, string folder)
        {
            var desks = new ToolEnvironment("desk", Desk.Tasks, task => new Desk(task));
            var student = new TextStudentOptions { Width = 48, Layers = 2, Heads = 2, FeedForward = 96, Pieces = 600, PretrainingSteps = 100, View = new() { Actions = ActionChoice.Known } };
            return new Experiment
            {
                Name = "own-agent",
                Environment = ExperimentEnvironment.Of(desks, Desk.Tasks.Where((_, i) => i % 4 > 0), Desk.Tasks.Where((_, i) => i % 4 == 0)),
                Experts = [ExperimentExpert.Playing(new ToolPolicy("clerk", client, desks), isSimulated: true)],
                Student = new TextStudentKind().With(student),
                Training = new TrainingSchedule(new LearningSchedule(Steps: 150, Batch: 8, LearningRate: 2e-3), new LearningSchedule(Steps: 80, Batch: 8, LearningRate: 2e-3)),
                Exploration = new ExplorationSchedule(Iterations: 2),
                Methods = [new ExploringFailuresKind().With(new ExploringFailuresConfig())],
            }.RunAsync(folder);
        }
    }
}
