namespace Gleaner.Endpoints.Prompts;

/// <summary>What a chat model is told about an environment, apart from the form of its answers. The texts are Gleaner's own.</summary>
public static class EnvironmentRules
{
    private const string WebShop =
        """
        You shop on a website for someone who says what they want. Every message shows you the page that you are on.
        There are two actions:
        search[words] looks for products. It works on every page.
        click[label] presses a button, opens a product by its code, or chooses an option; write the label as the page shows it.
        The shop has what is wanted, or something close to it. Choose every option that was asked for before you click[buy now]:
        buying ends the task, and what you bought is compared with the kind of product, its attributes, options and price limit.
        """;

    private const string ScienceWorld =
        """
        You work in a house with a laboratory, a greenhouse and other rooms, and have a task from school science.
        Actions are short commands in plain words: 'look around', 'go to kitchen', 'open door to hallway', 'pick up thermometer',
        'focus on seed', 'use thermometer on water', 'move cup to stove', 'pour cup into pot', 'activate stove', 'mix bowl',
        'read book', 'connect battery anode to wire terminal 1', 'wait', 'wait1', 'inventory'.
        Focus only on what the task asks you to focus on: focusing on a wrong thing ends the task. If a command could mean several
        things you are shown a numbered list; answer with the number.
        """;

    /// <summary>The rules of an environment.</summary>
    /// <param name="environment">Its name: <see cref="Environments.IEnvironment.Name"/>.</param>
    /// <param name="fallback">What it says of itself, for one that has no text here.</param>
    public static string For(string environment, string fallback) => environment switch
    {
        "webshop" => WebShop,
        "scienceworld" => ScienceWorld,
        _ => fallback,
    };
}
