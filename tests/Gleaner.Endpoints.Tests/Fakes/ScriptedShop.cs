using Gleaner.Environments;
using Gleaner.Randomness;
using Gleaner.Tasks;
using Gleaner.WebShop;
using Gleaner.WebShop.Catalogue;
using Gleaner.WebShop.Generation;
using Gleaner.WebShop.Goals;
using Gleaner.WebShop.Pages;
using Gleaner.WebShop.Shoppers;

namespace Gleaner.Endpoints.Tests.Fakes;

/// <summary>
/// A simulated shopper behind the chat protocol. It keeps no state: from the conversation it is sent it plays the task in a shop
/// of its own up to now, then says what the scripted shopper would do.
/// </summary>
internal sealed class ScriptedShop
{
    private const string Mark = "Action: ";

    private readonly SimulatedShopper _shopper;
    private readonly Dictionary<string, TaskId> _byFirstPage = new(StringComparer.Ordinal);

    /// <param name="folder">Where the catalogue is made.</param>
    /// <param name="habits">How the shopper behaves.</param>
    public ScriptedShop(string folder, ShopperHabits habits)
    {
        new CatalogueGenerator(new GeneratorSettings { Products = 80, Seed = 7 }).Write(folder);
        Environment = new WebShopEnvironment(new GoalList(ProductCatalogue.Load(folder)));
        _shopper = new SimulatedShopper(habits);
        foreach (var task in Environment.Goals.TaskIds)
        {
            using var episode = new Reset(Environment, task);
            _byFirstPage.TryAdd(episode.Episode.Observation.Text, task);
        }
    }

    public WebShopEnvironment Environment { get; }

    /// <summary>The reply to a conversation.</summary>
    public string Answer(ReceivedCall call)
    {
        var (next, past, page) = Act(call, _shopper);
        return $"Thought: After {past} actions I see a page of kind {page}.\nAction: {next}";
    }

    /// <summary>The reply to a conversation in the form that a student is taught: the action alone.</summary>
    public string AnswerAs(SimulatedShopper shopper, ReceivedCall call) => Act(call, shopper).Action ?? "";

    private (string? Action, int Past, string Page) Act(ReceivedCall call, SimulatedShopper shopper)
    {
        var conversation = call.Messages.SkipWhile(message => message.Role == "system").ToList();
        var task = _byFirstPage[conversation[0].Text];
        using var reset = new Reset(Environment, task);
        var past = new List<PastTurn>();
        foreach (var (_, text) in conversation.Where(message => message.Role == "assistant"))
        {
            var action = text[(text.IndexOf(Mark, StringComparison.Ordinal) is var at && at < 0 ? 0 : at + Mark.Length)..];
            past.Add(new PastTurn(((WebShopObservation)reset.Episode.Observation).Page, action));
            reset.Episode.StepAsync(action, default).AsTask().GetAwaiter().GetResult();
        }

        var page = ((WebShopObservation)reset.Episode.Observation).Page;
        return (shopper.Act(new ShoppingTrip([.. past], page, 10), new Seed(1).Derive(task)), past.Count, page.GetType().Name);
    }

    private sealed class Reset(IEnvironment environment, TaskId task) : IDisposable
    {
        public IEpisode Episode { get; } = environment.ResetAsync(task, default).AsTask().GetAwaiter().GetResult();

        public void Dispose() => Episode.DisposeAsync().AsTask().GetAwaiter().GetResult();
    }
}
