using System.Globalization;
using System.Text.Json.Nodes;
using Gleaner.Endpoints.Tests.Fakes;
using Gleaner.Trainers.Tests.OpenAi;
using Gleaner.WebShop.Shoppers;

namespace Gleaner.EndToEnd.Tests.Endpoints;

/// <summary>
/// A simulated expert and a simulated student behind one chat server, and a fine-tuning server that makes the student's models. The
/// student's script shops hastily under its base model's name. After a first job it is careful, searches clumsily, and makes no fault
/// behind another's search, so that it can recover what the expert lost; after a second job it makes none at all. Runs one after the
/// other make jobs of their own, and their first models are alike.
/// </summary>
internal sealed class ServedStudentExperiment : IAsyncDisposable
{
    public const string BaseModel = "scripted-student";

    /// <summary>Jobs that a run makes: behaviour cloning and two iterations of two methods.</summary>
    public const int JobsOfRun = 5;

    private static readonly SimulatedShopper Untuned = new(ShopperHabits.Hasty);
    private static readonly SimulatedShopper Cloned = new(ShopperHabits.Careful with { Name = "simulated-cloned", Query = QueryContent.WholeText });
    private static readonly SimulatedShopper Taught = new(ShopperHabits.Faultless);

    private readonly TemporaryFolder _folder;

    private ServedStudentExperiment(TemporaryFolder folder, FakeChatServer chat, FakeFineTuningServer tuning)
    {
        _folder = folder;
        Chat = chat;
        Tuning = tuning;
    }

    public FakeChatServer Chat { get; }

    public FakeFineTuningServer Tuning { get; }

    /// <summary>Every answered question of the student, by its body.</summary>
    public IEnumerable<KeyValuePair<string, int>> Paid => Chat.AnsweredByBody
        .Where(answered => answered.Key.Contains(BaseModel, StringComparison.Ordinal)).OrderBy(answered => answered.Key, StringComparer.Ordinal);

    public static async Task<ServedStudentExperiment> StartAsync(TemporaryFolder folder, ScriptedShop shop, Func<ReceivedCall, Trouble>? troubles = null, int holdAfter = int.MaxValue)
    {
        Environment.SetEnvironmentVariable(EndpointExperiment.KeyVariable, EndpointExperiment.Canary);
        Environment.SetEnvironmentVariable(TuningKeyVariable, FakeFineTuningServer.Key);
        var chat = await FakeChatServer.StartAsync(new FakeChatServer
        {
            Answers = call => Answer(shop, call),
            Key = EndpointExperiment.Canary,
            Troubles = troubles ?? (_ => Trouble.None),
            HoldAfter = holdAfter,
        });
        return new ServedStudentExperiment(folder, chat, await FakeFineTuningServer.StartAsync());
    }

    /// <summary>The expert as a chat model, to be collected.</summary>
    public string Collecting(string name) => EndpointExperiment.In(_folder, name, Chat);

    /// <summary>The student learns from what was collected.</summary>
    public string Learning(string name, string collected, string? tuning = null)
    {
        tuning ??= $"{{endpoint: '{Tuning.Address}', api_key_env: {TuningKeyVariable}, epochs: 2, poll_seconds: 0.01, price: 100}}";
        var file = _folder.File(name + ".yaml");
        File.WriteAllText(
            file,
            $$"""
            name: served
            environment:
              kind: webshop
              catalogue: generated
              generated: {products: 80, seed: 7}
            tasks:
              test: {first: 0, count: 12}
              dev: {first: 20, count: 3}
              train: {first: 30, count: 40}
            experts:
              - {kind: recorded, name: teacher, file: '{{collected}}'}
            student:
              kind: endpoint
              simulated: true
              endpoint: '{{Chat.Address}}'
              model: {{BaseModel}}
              api_key_env: {{EndpointExperiment.KeyVariable}}
              parallel: 4
              retry_seconds: 0.01
              prices: {input: 1, output: 2}
              tuning: {{tuning}}
            exploration:
              iterations: 2
            methods:
              - {kind: rft, name: RFT, rollouts: 1}
              - {kind: eef, experts: [teacher], leftover: unsolved}
            """);
        return file;
    }

    public async ValueTask DisposeAsync()
    {
        await Chat.DisposeAsync();
        await Tuning.DisposeAsync();
    }

    private const string Tuned = $"ft:{BaseModel}:org::";
    private const string TuningKeyVariable = "GLEANER_END_TO_END_TUNING_KEY";

    private static string Answer(ScriptedShop shop, ReceivedCall call) => (string)call.Body["model"]! switch
    {
        BaseModel => shop.AnswerAs(Untuned, call),
        var model when IsFirstOfRun(model) => shop.AnswerAs(SearchedItself(shop, call) ? Cloned : Taught, call),
        var model when model.StartsWith($"ft:{BaseModel}:", StringComparison.Ordinal) => shop.AnswerAs(Taught, call),

        // What a command trained.
        var model when model.StartsWith("gleaner-", StringComparison.Ordinal) => shop.AnswerAs(Taught, call),
        _ => shop.Answer(call),
    };

    private static bool IsFirstOfRun(string model) =>
        model.StartsWith(Tuned, StringComparison.Ordinal) && int.Parse(model.AsSpan(Tuned.Length), CultureInfo.InvariantCulture) % JobsOfRun == 1;

    private static bool SearchedItself(ScriptedShop shop, ReceivedCall call)
    {
        var searched = call.Messages.FirstOrDefault(message => message.Role == "assistant").Text;
        var beginning = call with { Body = new JsonObject { ["messages"] = new JsonArray([.. call.Body["messages"]!.AsArray().Take(2).Select(message => message!.DeepClone())]) } };
        return searched is null || searched == shop.AnswerAs(Cloned, beginning);
    }
}
