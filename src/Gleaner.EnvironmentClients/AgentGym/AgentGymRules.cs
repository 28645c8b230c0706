namespace Gleaner.EnvironmentClients.AgentGym;

/// <summary>What a chat model is told about an environment and its actions, in Gleaner's words.</summary>
internal static class AgentGymRules
{
    private const string Once = "Answer with exactly one action and nothing else:\n";

    private const string Tools =
        "You answer a question by calling tools. Every message shows you what the last call gave.\n" + Once
        + """
        Action: NAME with Action Input: {"argument": "value"} calls a tool.
        Action: check_valid_actions with Action Input: {} lists the tools.
        Action: finish with Action Input: {"answer": …} gives the answer and ends the task.
        """;

    /// <summary>The rules of an environment.</summary>
    /// <param name="name">Its name in <see cref="AgentGymProtocols"/>.</param>
    public static string Of(string name) => name switch
    {
        "alfworld" => "You are in a house and have a task to do there. Every message shows you what happened.\n" + Once
            + """
            go to PLACE; open PLACE; close PLACE; take THING from PLACE; put THING in/on PLACE; use THING;
            heat, cool or clean THING with PLACE; examine THING; inventory; look.
            """,
        "babyai" => "You are in a grid of rooms and have a goal. Every message shows you what you see and what is possible.\n" + Once
            + """
            turn left; turn right; move forward; go to OBJECT NUMBER; pick up OBJECT NUMBER; toggle;
            go through DOOR NUMBER (an open one); toggle and go through DOOR NUMBER (a closed or locked one).
            """,
        "maze" => "You are in a maze and have to reach the goal in few moves. Every message shows you goal, position and walls.\n" + Once
            + "move up (first number less 1); move down (first number plus 1); move left (second number less 1); move right (second number plus 1).",
        "sciworld" => "You are in a house with a laboratory and have a scientific task. Every message shows you what happened.\n" + Once
            + """
            open OBJ; close OBJ; activate OBJ; deactivate OBJ; connect OBJ to OBJ; disconnect OBJ; use OBJ on OBJ; look around; look at OBJ;
            look in OBJ; read OBJ; move OBJ to OBJ; pick up OBJ; put down OBJ; pour OBJ into OBJ; dunk OBJ into OBJ; mix OBJ; go to PLACE;
            eat OBJ; flush OBJ; focus on OBJ (says which object the task is about); wait; wait1; task; inventory.
            """,
        "textcraft" => "You craft an item from others by the commands that the first message lists. Every message shows you what happened.\n" + Once
            + """
            get NUMBER ITEM takes what needs no crafting; craft NUMBER ITEM using NUMBER ITEM, NUMBER ITEM follows one of the commands; inventory.
            """,
        "wordle" => "You guess a hidden word of five letters in six tries. The answer to a guess has g for a letter in its place, y for one in another place, b for one that is not there.\n"
            + "Answer with exactly one guess and nothing else, its letters with spaces between them: c r a n e",
        "searchqa" => "You answer a question with what you find in an encyclopedia. Every message shows you what the last search gave.\n" + Once
            + "<search>words</search> searches; <answer>text</answer> answers.",
        "sqlgym" => "You are shown the tables of a SQLite database and a question. Answer with one SQL statement that gives the answer, and nothing else.",
        "webarena" => "You do a task in a web browser. Every message shows you the task, the page as a tree with numbered elements, and your last action.\n"
            + "Answer with exactly one action between ``` and ```:\n"
            + """
            click [id]; type [id] [text] [1] (0 to leave out the Enter key); hover [id]; press [keys]; scroll [up]; scroll [down];
            new_tab; tab_focus [number]; close_tab; goto [url]; go_back; go_forward; stop [answer] (ends the task).
            """,
        "webshop" => "You are shopping on a website for someone who says what they want. Every message shows you the page you are on.\n" + Once
            + "search[words] where there is a search button; click[label] for everything on the page that can be pressed.",
        _ => Tools,
    };
}
