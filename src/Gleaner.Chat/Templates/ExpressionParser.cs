using System.Globalization;

namespace Gleaner.Chat.Templates;

/// <summary>Reads expressions; ranks of operators as in Jinja.</summary>
internal sealed class ExpressionParser(TokenStream tokens)
{
    private readonly PostfixParser _postfix = new(tokens);

    private static readonly string[] Sums = ["+", "-"];
    private static readonly string[] Products = ["*", "/", "//", "%"];
    private static readonly string[] Comparisons = ["==", "!=", "<", "<=", ">", ">="];

    /// <summary>An expression, or a tuple without brackets: <c>a, b</c>.</summary>
    public Expression ReadTuple(bool withCondition = true)
    {
        var line = tokens.Current.Line;
        var first = withCondition ? Read() : ReadWithoutCondition();
        if (!tokens.Current.IsOperator(","))
        {
            return first;
        }

        var items = new List<Expression> { first };
        while (tokens.TryTakeOperator(","))
        {
            if (tokens.Current.Kind is TokenKind.BlockEnd or TokenKind.VariableEnd || tokens.Current.IsOperator(")"))
            {
                break;
            }

            items.Add(withCondition ? Read() : ReadWithoutCondition());
        }

        return new ListExpression(line, items, ListKind.Tuple);
    }

    /// <summary>One expression: <c>a if b else c</c> and all that binds closer.</summary>
    public Expression Read()
    {
        tokens.Enter();
        var line = tokens.Current.Line;
        var value = ReadWithoutCondition();
        while (tokens.TryTakeName("if"))
        {
            var condition = ReadWithoutCondition();
            value = new ConditionalExpression(line, condition, value, tokens.TryTakeName("else") ? Read() : null);
        }

        tokens.Leave();
        return value;
    }

    /// <summary>An expression without an inline <c>if</c>, as after <c>in</c> of a <c>for</c>.</summary>
    public Expression ReadWithoutCondition()
    {
        var left = ReadAnd();
        while (tokens.Current.IsName("or"))
        {
            var line = tokens.Take().Line;
            left = new LogicExpression(line, left, ReadAnd(), isAnd: false);
        }

        return left;
    }

    private Expression ReadAnd()
    {
        var left = ReadNot();
        while (tokens.Current.IsName("and"))
        {
            var line = tokens.Take().Line;
            left = new LogicExpression(line, left, ReadNot(), isAnd: true);
        }

        return left;
    }

    private Expression ReadNot()
    {
        if (!tokens.Current.IsName("not"))
        {
            return ReadComparison();
        }

        tokens.Enter();
        var line = tokens.Take().Line;
        var operand = ReadNot();
        tokens.Leave();
        return new NotExpression(line, operand);
    }

    private Expression ReadComparison()
    {
        var line = tokens.Current.Line;
        var first = ReadSum();
        var rest = new List<KeyValuePair<string, Expression>>();
        while (TakeComparison() is { } symbol)
        {
            rest.Add(new(symbol, ReadSum()));
        }

        return rest.Count == 0 ? first : new ComparisonExpression(line, first, rest);
    }

    private string? TakeComparison()
    {
        if (tokens.Current.Kind == TokenKind.Operator && Comparisons.Contains(tokens.Current.Text))
        {
            return tokens.Take().Text;
        }

        if (tokens.TryTakeName("in"))
        {
            return "in";
        }

        if (tokens.Current.IsName("not") && tokens.Peek.IsName("in"))
        {
            tokens.Take();
            tokens.Take();
            return "not in";
        }

        return null;
    }

    private Expression ReadSum() => ReadChain(Sums, ReadConcat);

    private Expression ReadConcat()
    {
        var line = tokens.Current.Line;
        var first = ReadChain(Products, ReadPower);
        if (!tokens.Current.IsOperator("~"))
        {
            return first;
        }

        var parts = new List<Expression> { first };
        while (tokens.TryTakeOperator("~"))
        {
            parts.Add(ReadChain(Products, ReadPower));
        }

        return new ConcatExpression(line, parts);
    }

    private Expression ReadChain(string[] symbols, Func<Expression> readOperand)
    {
        var line = tokens.Current.Line;
        var first = readOperand();
        var rest = new List<KeyValuePair<string, Expression>>();
        while (tokens.Current.Kind == TokenKind.Operator && symbols.Contains(tokens.Current.Text))
        {
            rest.Add(new(tokens.Take().Text, readOperand()));
        }

        return rest.Count == 0 ? first : new ArithmeticExpression(line, first, rest);
    }

    private Expression ReadPower()
    {
        var value = ReadUnary(withFilters: true);
        return tokens.Current.IsOperator("**") ? throw tokens.Fail("the operator '**' is not supported") : value;
    }

    private Expression ReadUnary(bool withFilters)
    {
        var token = tokens.Current;
        Expression value;
        if (token.IsOperator("-") || token.IsOperator("+"))
        {
            tokens.Enter();
            tokens.Take();
            value = new SignExpression(token.Line, ReadUnary(withFilters: false), token.Text == "-");
            tokens.Leave();
        }
        else
        {
            value = ReadPrimary();
        }

        value = _postfix.ReadPostfix(value, this);
        return withFilters ? _postfix.ReadFilters(value, this) : value;
    }

    /// <summary>A name, a literal, or something in brackets.</summary>
    public Expression ReadPrimary()
    {
        var token = tokens.Take();
        switch (token.Kind)
        {
            case TokenKind.Name:
                return ReadName(token);
            case TokenKind.String:
                var text = token.Text;
                while (tokens.Current.Kind == TokenKind.String)
                {
                    text += tokens.Take().Text;
                }

                return new LiteralExpression(token.Line, TextValue.Of(text));
            case TokenKind.Integer:
                return long.TryParse(token.Text, CultureInfo.InvariantCulture, out var integer)
                    ? new LiteralExpression(token.Line, new IntegerValue(integer))
                    : throw tokens.Fail(token.Line, "a whole number needs more than 64 bits");
            case TokenKind.Float:
                return new LiteralExpression(token.Line, new FloatValue(double.Parse(token.Text, CultureInfo.InvariantCulture)));
            case TokenKind.Operator when token.Text == "(":
                return ReadBrackets(token.Line);
            case TokenKind.Operator when token.Text == "[":
                return new ListExpression(token.Line, ReadItems("]"), ListKind.List);
            case TokenKind.Operator when token.Text == "{":
                return ReadDict(token.Line);
            default:
                throw tokens.Fail(token.Line, $"an expression is missing before {token}");
        }
    }

    private static Expression ReadName(Token token) => token.Text switch
    {
        "true" or "True" => new LiteralExpression(token.Line, BooleanValue.True),
        "false" or "False" => new LiteralExpression(token.Line, BooleanValue.False),
        "none" or "None" => new LiteralExpression(token.Line, NoneValue.Instance),
        _ => new NameExpression(token.Line, token.Text),
    };

    private Expression ReadBrackets(int line)
    {
        if (tokens.TryTakeOperator(")"))
        {
            return new ListExpression(line, [], ListKind.Tuple);
        }

        var value = ReadTuple();
        tokens.ExpectOperator(")");
        return value;
    }

    private List<Expression> ReadItems(string close)
    {
        var items = new List<Expression>();
        while (!tokens.TryTakeOperator(close))
        {
            if (items.Count > 0)
            {
                tokens.ExpectOperator(",");
                if (tokens.TryTakeOperator(close))
                {
                    break;
                }
            }

            items.Add(Read());
        }

        return items;
    }

    private DictExpression ReadDict(int line)
    {
        var entries = new List<KeyValuePair<Expression, Expression>>();
        while (!tokens.TryTakeOperator("}"))
        {
            if (entries.Count > 0)
            {
                tokens.ExpectOperator(",");
                if (tokens.TryTakeOperator("}"))
                {
                    break;
                }
            }

            var key = Read();
            tokens.ExpectOperator(":");
            entries.Add(new(key, Read()));
        }

        return new DictExpression(line, entries);
    }
}
