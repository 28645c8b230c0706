using System.Globalization;

namespace Gleaner.Chat.Templates;

/// <summary>Reads what follows an expression: attributes, items, slices, calls, filters, tests.</summary>
internal sealed class PostfixParser(TokenStream tokens)
{
    public Expression ReadPostfix(Expression value, ExpressionParser expressions)
    {
        while (true)
        {
            var line = tokens.Current.Line;
            if (tokens.TryTakeOperator("."))
            {
                value = ReadDot(value, line);
            }
            else if (tokens.TryTakeOperator("["))
            {
                value = ReadSubscript(value, line, expressions);
            }
            else if (tokens.Current.IsOperator("("))
            {
                value = new CallExpression(line, value, ReadArguments(expressions));
            }
            else
            {
                return value;
            }
        }
    }

    public Expression ReadFilters(Expression value, ExpressionParser expressions)
    {
        while (true)
        {
            var line = tokens.Current.Line;
            if (tokens.TryTakeOperator("|"))
            {
                var name = tokens.ExpectName("the name of a filter");
                var filter = Filters.Find(name) ?? throw tokens.Fail(line, $"the filter '{name}' is not supported");
                var arguments = tokens.Current.IsOperator("(") ? ReadArguments(expressions) : ArgumentList.None;
                value = new FilterExpression(line, value, filter, arguments);
            }
            else if (tokens.TryTakeName("is"))
            {
                value = ReadTest(value, line, expressions);
            }
            else if (tokens.Current.IsOperator("("))
            {
                value = new CallExpression(line, value, ReadArguments(expressions));
            }
            else
            {
                return value;
            }
        }
    }

    public ArgumentList ReadArguments(ExpressionParser expressions)
    {
        tokens.ExpectOperator("(");
        var positional = new List<Expression>();
        var named = new List<KeyValuePair<string, Expression>>();
        while (!tokens.TryTakeOperator(")"))
        {
            if (positional.Count + named.Count > 0)
            {
                tokens.ExpectOperator(",");
                if (tokens.TryTakeOperator(")"))
                {
                    break;
                }
            }

            if (tokens.Current.IsOperator("*") || tokens.Current.IsOperator("**"))
            {
                throw tokens.Fail($"'{tokens.Current.Text}' before an argument is not supported");
            }

            if (tokens.Current.Kind == TokenKind.Name && tokens.Peek.IsOperator("="))
            {
                var name = tokens.Take().Text;
                tokens.Take();
                named.Add(new(name, expressions.Read()));
            }
            else if (named.Count > 0)
            {
                throw tokens.Fail("an argument without a name follows one with a name");
            }
            else
            {
                positional.Add(expressions.Read());
            }
        }

        return new ArgumentList(positional, named);
    }

    private Expression ReadDot(Expression target, int line)
    {
        var token = tokens.Take();
        return token.Kind switch
        {
            TokenKind.Name => new AttributeExpression(line, target, token.Text),
            TokenKind.Integer when int.TryParse(token.Text, CultureInfo.InvariantCulture, out var index) =>
                new ItemExpression(line, target, new LiteralExpression(line, new IntegerValue(index))),
            _ => throw tokens.Fail(line, $"a name is missing between '.' and {token}"),
        };
    }

    private Expression ReadSubscript(Expression target, int line, ExpressionParser expressions)
    {
        var start = tokens.Current.IsOperator(":") ? null : expressions.Read();
        if (start is not null && !tokens.Current.IsOperator(":"))
        {
            if (tokens.Current.IsOperator(","))
            {
                throw tokens.Fail("a tuple as an index is not supported");
            }

            tokens.ExpectOperator("]");
            return new ItemExpression(line, target, start);
        }

        tokens.ExpectOperator(":");
        var stop = ReadBound(expressions);
        var step = tokens.TryTakeOperator(":") ? ReadBound(expressions) : null;
        tokens.ExpectOperator("]");
        return new SliceExpression(line, target, start, stop, step);
    }

    private Expression? ReadBound(ExpressionParser expressions) =>
        tokens.Current.IsOperator(":") || tokens.Current.IsOperator("]") ? null : expressions.Read();

    private Expression ReadTest(Expression value, int line, ExpressionParser expressions)
    {
        var isNegated = tokens.TryTakeName("not");
        var name = tokens.ExpectName("the name of a test");
        var test = Tests.Find(name) ?? throw tokens.Fail(line, $"the test '{name}' is not supported");
        Expression tested = new TestExpression(line, value, test, ReadTestArguments(expressions));
        return isNegated ? new NotExpression(line, tested) : tested;
    }

    private ArgumentList ReadTestArguments(ExpressionParser expressions)
    {
        var token = tokens.Current;
        if (token.IsOperator("("))
        {
            return ReadArguments(expressions);
        }

        var isArgument = token.Kind is TokenKind.String or TokenKind.Integer or TokenKind.Float || token.IsOperator("[") || token.IsOperator("{")
            || (token.Kind == TokenKind.Name && token.Text is not ("else" or "or" or "and"));
        if (!isArgument)
        {
            return ArgumentList.None;
        }

        if (token.IsName("is"))
        {
            throw tokens.Fail("a test cannot follow a test");
        }

        // `x is none if y`, `x is defined in z`: Jinja reads the word as the test's argument, and so do we.
        return new ArgumentList([ReadPostfix(expressions.ReadPrimary(), expressions)], []);
    }
}
