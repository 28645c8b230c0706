using Gleaner.Chat.Templates.Statements;

namespace Gleaner.Chat.Templates.Syntax;

/// <summary>Reads what <c>for</c> and <c>set</c> assign to.</summary>
internal sealed class TargetParser(TokenStream tokens)
{
    public AssignmentTarget Read()
    {
        tokens.Enter();
        var first = ReadOne();
        if (tokens.Current.IsOperator(","))
        {
            var targets = new List<AssignmentTarget> { first };
            while (tokens.TryTakeOperator(","))
            {
                targets.Add(ReadOne());
            }

            first = new TupleTarget(targets);
        }

        tokens.Leave();
        return first;
    }

    private AssignmentTarget ReadOne()
    {
        if (tokens.TryTakeOperator("("))
        {
            var inner = Read();
            tokens.ExpectOperator(")");
            return inner;
        }

        var name = tokens.ExpectName("the name to assign to");
        if (name is "true" or "True" or "false" or "False" or "none" or "None" or "loop")
        {
            throw tokens.Fail($"'{name}' cannot be assigned to");
        }

        return tokens.TryTakeOperator(".") ? new NamespaceTarget(name, tokens.ExpectName("the name of an attribute")) : new NameTarget(name);
    }
}
