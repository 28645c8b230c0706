using Gleaner.Endpoints.Agents;
using Gleaner.Runs;
using Gleaner.Students;
using Gleaner.Students.Text;
using Gleaner.Tasks;
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
            return new TeachingRun
            {
                Environment = desks,
                Expert = new ToolPolicy("clerk", client, desks),
                Students = trajectories => new TextStudents(student, trajectories),
                Training = new TaskSplit("train", [.. Desk.Tasks.Where((_, i) => i % 4 > 0)]),
                Test = new TaskSplit("test", [.. Desk.Tasks.Where((_, i) => i % 4 == 0)]),
                Cloning = new LearningPlan(Steps: 150, BatchSize: 8, LearningRate: 2e-3, default),
                Iteration = new LearningPlan(Steps: 80, BatchSize: 8, LearningRate: 2e-3, default),
                Iterations = 2,
                Identity = student.ToString(),
            }.RunAsync(folder);
        }
    }
}
