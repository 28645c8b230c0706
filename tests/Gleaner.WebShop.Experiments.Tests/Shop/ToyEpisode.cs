using System.Collections.Immutable;
using Gleaner.Environments;
using Gleaner.Tasks;
using Gleaner.Trajectories;
using Gleaner.WebShop.Pages;
using Gleaner.WebShop.Student;

namespace Gleaner.WebShop.Experiments.Tests.Shop;

/// <summary>One toy task being played.</summary>
internal sealed class ToyEpisode : IEpisode
{
    private readonly ToyGoal _goal;
    private ImmutableArray<int> _found = [];
    private ImmutableSortedDictionary<string, string> _selected = ImmutableSortedDictionary<string, string>.Empty;
    private Page _page;

    public ToyEpisode(TaskId task, ToyGoal goal)
    {
        Task = task;
        _goal = goal;
        _page = new IndexPage(goal.Instruction);
    }

    public TaskId Task { get; }

    public Observation Observation => ToyPages.Observe(_page);

    public bool IsDone => _page is DonePage;

    public double Return { get; private set; }

    public ValueTask<StepResult> StepAsync(string action, CancellationToken cancellationToken) => new(Step(action));

    public StepResult Step(string action)
    {
        var before = Return;
        var next = WebShopAction.TryParse(action, "search", out var query) ? Search(query)
            : WebShopAction.TryParse(action, "click", out var clicked) && ToyPages.ActionsOf(_page).Clickables.Contains(clicked) ? Click(clicked)
            : null;
        _page = next ?? _page;
        return new StepResult(Observation, Return - before, IsDone, next is not null);
    }

    private ResultsPage Search(string query)
    {
        _found = [.. ToyCatalogue.Search(query.Split(' ', StringSplitOptions.RemoveEmptyEntries), 10)];
        return Results();
    }

    private ResultsPage Results() => new(_goal.Instruction, 1, _found.Length,
        [.. _found.Select(position => ToyCatalogue.Products[position]).Select(product => new ResultLine(product.Asin, product.Title, "$12.5"))]);

    private Page? Click(string text) => (text, _page) switch
    {
        ("back to search", _) => new IndexPage(_goal.Instruction),
        ("< prev", DetailsPage details) => Item(details.Asin),
        ("< prev", _) => Results(),
        ("buy now", ItemPage item) => Buy(item),
        ("description", ItemPage item) => new DetailsPage(_goal.Instruction, item.Asin, DetailsKind.Description, ["A quiet thing to own."]),
        (_, ItemPage item) => Select(item, text),
        _ => Open(text.ToUpperInvariant()),
    };

    private ItemPage Open(string asin)
    {
        _selected = _selected.Clear();
        return Item(asin);
    }

    private ItemPage Select(ItemPage item, string value)
    {
        _selected = _selected.SetItem(item.Options.First(group => group.Values.Contains(value)).Name, value);
        return Item(item.Asin);
    }

    private ItemPage Item(string asin)
    {
        var product = ToyCatalogue.Catalogue.Find(asin)!;
        return new ItemPage(_goal.Instruction, asin, product.Title, "$12.5",
            [.. product.Options.Select(group => new OptionGroup(group.Name, group.Values, _selected.GetValueOrDefault(group.Name)))], false);
    }

    private DonePage Buy(ItemPage item)
    {
        var isRight = item.Asin == _goal.Asin && _goal.Values.All(value => _selected.Values.Contains(value));
        Return = isRight ? 1 : 0.5;
        return new DonePage(Return);
    }
}
