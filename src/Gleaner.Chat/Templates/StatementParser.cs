namespace Gleaner.Chat.Templates;

/// <summary>Reads the text and the tags of a template.</summary>
internal sealed class StatementParser
{
    private readonly TokenStream _tokens;
    private readonly ExpressionParser _expressions;
    private readonly TargetParser _targets;
    private int _loops;

    private StatementParser(TokenStream tokens)
    {
        _tokens = tokens;
        _expressions = new ExpressionParser(tokens);
        _targets = new TargetParser(tokens);
    }

    /// <exception cref="ChatTemplateException">The source is not a template, or uses what is not supported.</exception>
    public static BlockStatement Parse(string template, string source, ChatTemplateLimits limits)
    {
        if (source.Length > limits.MaxSource)
        {
            throw new ChatTemplateException(template, 1, $"the template is longer than {limits.MaxSource} characters");
        }

        var tokens = new TokenStream(template, Lexer.Tokenize(template, source), limits);
        return new StatementParser(tokens).ReadBody([]);
    }

    /// <summary>Statements up to a tag with one of the names, which is left at its name; without names up to the end.</summary>
    private BlockStatement ReadBody(ReadOnlySpan<string> ends)
    {
        _tokens.Enter();
        var line = _tokens.Current.Line;
        var statements = new List<Statement>();
        while (true)
        {
            var token = _tokens.Take();
            switch (token.Kind)
            {
                case TokenKind.Data:
                    statements.Add(new OutputStatement(token.Line, new LiteralExpression(token.Line, TextValue.Of(token.Text))));
                    break;
                case TokenKind.VariableBegin:
                    statements.Add(new OutputStatement(token.Line, _expressions.ReadTuple()));
                    _tokens.Expect(TokenKind.VariableEnd);
                    break;
                case TokenKind.BlockBegin:
                    if (_tokens.Current.Kind == TokenKind.Name && ends.Contains(_tokens.Current.Text))
                    {
                        _tokens.Leave();
                        return new BlockStatement(line, statements);
                    }

                    statements.Add(ReadTag());
                    break;
                default:
                    if (ends.Length > 0)
                    {
                        throw _tokens.Fail(line, $"'{{% {ends[^1]} %}}' is missing");
                    }

                    _tokens.Leave();
                    return new BlockStatement(line, statements);
            }
        }
    }

    private Statement ReadTag()
    {
        var line = _tokens.Current.Line;
        var name = _tokens.ExpectName("the name of a tag");
        return name switch
        {
            "if" => ReadIf(line),
            "for" => ReadFor(line),
            "set" => ReadSet(line),
            "macro" => ReadMacro(line),
            "break" => ReadJump(line, name, Flow.Break),
            "continue" => ReadJump(line, name, Flow.Continue),

            // Marks what an assistant wrote; here that is known from the origin of the text.
            "generation" => ReadPlainBody("endgeneration"),
            "elif" or "else" or "endif" or "endfor" or "endset" or "endmacro" or "endgeneration" =>
                throw _tokens.Fail(line, $"'{name}' belongs to no open tag"),
            _ => throw _tokens.Fail(line, $"the tag '{name}' is not supported"),
        };
    }

    private IfStatement ReadIf(int line)
    {
        var branches = new List<KeyValuePair<Expression, BlockStatement>>();
        while (true)
        {
            var condition = _expressions.ReadTuple(withCondition: false);
            _tokens.Expect(TokenKind.BlockEnd);
            branches.Add(new(condition, ReadBody(["elif", "else", "endif"])));
            switch (_tokens.Take().Text)
            {
                case "elif":
                    continue;
                case "else":
                    _tokens.Expect(TokenKind.BlockEnd);
                    return new IfStatement(line, branches, ReadLastBody("endif"));
                default:
                    _tokens.Expect(TokenKind.BlockEnd);
                    return new IfStatement(line, branches, null);
            }
        }
    }

    private ForStatement ReadFor(int line)
    {
        var target = _targets.Read();
        if (!_tokens.TryTakeName("in"))
        {
            throw _tokens.Fail($"'in' is missing before {_tokens.Current}");
        }

        var items = _expressions.ReadTuple(withCondition: false);
        var condition = _tokens.TryTakeName("if") ? _expressions.Read() : null;
        if (_tokens.Current.IsName("recursive"))
        {
            throw _tokens.Fail("a recursive 'for' is not supported");
        }

        _tokens.Expect(TokenKind.BlockEnd);
        _loops++;
        var body = ReadBody(["else", "endfor"]);
        _loops--;
        var hasElse = _tokens.Take().Text == "else";
        _tokens.Expect(TokenKind.BlockEnd);
        return new ForStatement(line, target, items, condition, body, hasElse ? ReadLastBody("endfor") : null);
    }

    private Statement ReadSet(int line)
    {
        var target = _targets.Read();
        if (_tokens.TryTakeOperator("="))
        {
            var value = _expressions.ReadTuple();
            _tokens.Expect(TokenKind.BlockEnd);
            return new SetStatement(line, target, value);
        }

        return _tokens.Current.IsOperator("|")
            ? throw _tokens.Fail("filters of a 'set' block are not supported")
            : new SetBlockStatement(line, target, ReadPlainBody("endset"));
    }

    private MacroStatement ReadMacro(int line)
    {
        var name = _tokens.ExpectName("the name of the macro");
        var parameters = new List<KeyValuePair<string, Expression?>>();
        _tokens.ExpectOperator("(");
        while (!_tokens.TryTakeOperator(")"))
        {
            if (parameters.Count > 0)
            {
                _tokens.ExpectOperator(",");
            }

            var parameter = _tokens.ExpectName("the name of a parameter");
            var fallback = _tokens.TryTakeOperator("=") ? _expressions.Read() : null;
            parameters.Add(new(parameter, fallback));
        }

        // A loop around the definition is none of the macro's.
        var loops = _loops;
        _loops = 0;
        var body = ReadPlainBody("endmacro");
        _loops = loops;
        return new MacroStatement(line, name, parameters, body);
    }

    private JumpStatement ReadJump(int line, string name, Flow flow)
    {
        if (_loops == 0)
        {
            throw _tokens.Fail(line, $"'{name}' is outside any loop");
        }

        _tokens.Expect(TokenKind.BlockEnd);
        return new JumpStatement(line, flow);
    }

    private BlockStatement ReadPlainBody(string end)
    {
        _tokens.Expect(TokenKind.BlockEnd);
        return ReadLastBody(end);
    }

    private BlockStatement ReadLastBody(string end)
    {
        var body = ReadBody([end]);
        _tokens.Take();
        _tokens.Expect(TokenKind.BlockEnd);
        return body;
    }
}

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
