using System.Collections.Immutable;
using System.Text;
using Gleaner.WebShop.Text;

namespace Gleaner.WebShop.Sessions;

/// <summary>An option that the shopper chose.</summary>
/// <param name="Name">The option group.</param>
/// <param name="Value">The value.</param>
public sealed record SelectedOption(string Name, string Value)
{
    /// <summary>Sets an option: a group chosen before keeps its place and takes the new value.</summary>
    internal static ImmutableArray<SelectedOption> Set(ImmutableArray<SelectedOption> options, string name, string value)
    {
        var option = new SelectedOption(name, value);
        for (var i = 0; i < options.Length; i++)
        {
            if (options[i].Name == name)
            {
                return options.SetItem(i, option);
            }
        }

        return options.Add(option);
    }

    /// <summary><c>json.dumps(dict)</c>.</summary>
    internal static void AppendJson(StringBuilder output, ImmutableArray<SelectedOption> options) =>
        Append(output, options, PythonLiteral.AppendJson);

    /// <summary><c>repr(dict)</c>.</summary>
    internal static void AppendRepr(StringBuilder output, ImmutableArray<SelectedOption> options) =>
        Append(output, options, PythonLiteral.AppendRepr);

    private static void Append(StringBuilder output, ImmutableArray<SelectedOption> options, Action<StringBuilder, string> append)
    {
        output.Append('{');
        for (var i = 0; i < options.Length; i++)
        {
            output.Append(i == 0 ? "" : ", ");
            append(output, options[i].Name);
            output.Append(": ");
            append(output, options[i].Value);
        }

        output.Append('}');
    }
}
