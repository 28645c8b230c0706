using System.Collections.Immutable;
using System.Globalization;
using Gleaner.Tasks;
using Gleaner.WebShop.Goals;
using Gleaner.WebShop.Pages;
using Gleaner.WebShop.Text;

namespace Gleaner.WebShop.Sessions;

/// <summary>A goal as a session plays it, with the texts that depend on the goal alone.</summary>
internal sealed class ShopTask
{
    internal ShopTask(TaskId id, Goal goal, string sessionName)
    {
        Id = id;
        Goal = goal;
        SessionName = sessionName;
        var nodes = ImmutableArray.CreateBuilder<PageNode>();
        PageNode.Add(nodes, NodeKind.Text, goal.Instruction);
        var stripped = nodes.Count == 0 ? "" : PageLabels.Separator + PythonStrings.Strip(nodes[0].Text);
        InstructionLine = nodes.Count == 0 ? "" : nodes[0].Text + "\n";
        InstructionText = "Instruction:" + stripped;
        IndexText = $"WebShop{PageLabels.Separator}Instruction:{stripped}{PageLabels.Separator}{PageLabels.Search}";
    }

    internal TaskId Id { get; }

    internal Goal Goal { get; }

    /// <summary>Name of the session in addresses.</summary>
    internal string SessionName { get; }

    /// <summary>Heading and instruction in mode <c>text</c>.</summary>
    internal string InstructionText { get; }

    /// <summary>The whole start page in mode <c>text</c>.</summary>
    internal string IndexText { get; }

    /// <summary>The instruction in mode <c>text_rich</c>.</summary>
    internal string InstructionLine { get; }

    /// <summary>Seed of the random result lists of this task.</summary>
    internal ulong Seed => ulong.Parse(Goal.Hash, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}
