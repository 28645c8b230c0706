using System.ComponentModel;
using Gleaner.Endpoints.Agents;
using Gleaner.Tasks;
using Microsoft.Extensions.AI;

namespace OwnAgent;

/// <summary>The team's own task, and the one interface that it implements: a form is filled in by tools, signed and sent.</summary>
internal sealed class Form : IToolTask
{
    private static readonly string[] Names = ["Ada", "Ben", "Cleo", "Dan", "Eve", "Finn"];
    private static readonly string[] Courses = ["pottery", "chess", "sailing"];
    private static readonly string?[] Cars = [null, "red", null, "blue"];

    private readonly Dictionary<string, string> _wanted;
    private readonly Dictionary<string, string> _written = [];
    private string _page = "main";
    private bool _isSigned;

    /// <summary>Resets a task.</summary>
    public Form(TaskId task)
    {
        var number = int.Parse(task.Value.Split('/')[1]);
        var car = Cars[number / (Names.Length * Courses.Length)];
        _wanted = new Dictionary<string, string> { ["name"] = Names[number % Names.Length], ["course"] = Courses[number / Names.Length % Courses.Length] };
        Instruction = $"Register {_wanted["name"]} for {_wanted["course"]}{(car is null ? "" : $", with parking for a {car} car")}. The form has a page main and a page parking.";
        if (car is not null)
        {
            _wanted["car"] = car;
        }

        Tools = [AIFunctionFactory.Create(Turn, "turn"), AIFunctionFactory.Create(Write, "write"), AIFunctionFactory.Create(Sign, "sign"), AIFunctionFactory.Create(Send, "send")];
    }

    public static TaskId[] Tasks { get; } = [.. Enumerable.Range(0, Names.Length * Courses.Length * Cars.Length).Select(number => new TaskId($"form/{number}"))];

    public string Instruction { get; }

    public IReadOnlyList<AIFunction> Tools { get; }

    public bool IsDone { get; private set; }

    public double Score { get; private set; }

    [Description("Turns to a page.")]
    private string Turn(string page)
    {
        _page = page;
        return Show();
    }

    [Description("Writes a value into a field of the page.")]
    private string Write(string field, string value)
    {
        if ((field == "car") == (_page == "parking"))
        {
            _written[field] = value;
        }

        return Show();
    }

    [Description("Signs the form, as the last thing before it is sent.")]
    private string Sign()
    {
        _isSigned = true;
        return Show();
    }

    [Description("Sends the form; then the task is over.")]
    private string Send()
    {
        IsDone = true;
        Score = _isSigned && _wanted.Count == _written.Count && _wanted.All(field => _written.GetValueOrDefault(field.Key) == field.Value) ? 1 : 0;
        return Score == 1 ? "Accepted." : "Rejected.";
    }

    private string Show() => $"Page {_page}. Written: {string.Join(", ", _written.Keys)}. {(_isSigned ? "Signed" : "Not signed")}.";
}
