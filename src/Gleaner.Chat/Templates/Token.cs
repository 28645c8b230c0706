namespace Gleaner.Chat.Templates;

/// <summary>A token of a template. <paramref name="Text"/> of a string is its value, escapes resolved.</summary>
internal readonly record struct Token(TokenKind Kind, string Text, int Line)
{
    public bool IsName(string name) => Kind == TokenKind.Name && Text == name;

    public bool IsOperator(string symbol) => Kind == TokenKind.Operator && Text == symbol;

    /// <summary>How messages call it.</summary>
    public override string ToString() => Kind switch
    {
        TokenKind.Data => "text",
        TokenKind.VariableBegin => "'{{'",
        TokenKind.VariableEnd => "'}}'",
        TokenKind.BlockBegin => "'{%'",
        TokenKind.BlockEnd => "'%}'",
        TokenKind.String => "a string",
        TokenKind.End => "the end of the template",
        _ => $"'{(Text.Length > 40 ? Text[..40] + "…" : Text)}'",
    };
}

internal enum TokenKind
{
    /// <summary>Text between tags.</summary>
    Data,
    VariableBegin,
    VariableEnd,
    BlockBegin,
    BlockEnd,
    Name,
    String,
    Integer,
    Float,
    Operator,
    End,
}

/// <summary>Tokens one after the other, with a bound on how deep the reader may nest.</summary>
internal sealed class TokenStream(string template, List<Token> tokens, ChatTemplateLimits limits)
{
    private int _position;
    private int _depth;

    public Token Current => tokens[_position];

    public Token Peek => tokens[Math.Min(_position + 1, tokens.Count - 1)];

    public Token Take()
    {
        var token = Current;
        _position = Math.Min(_position + 1, tokens.Count - 1);
        return token;
    }

    public bool TryTakeOperator(string symbol) => TryTake(Current.IsOperator(symbol));

    public bool TryTakeName(string name) => TryTake(Current.IsName(name));

    public void ExpectOperator(string symbol)
    {
        if (!TryTakeOperator(symbol))
        {
            throw Fail($"'{symbol}' is missing before {Current}");
        }
    }

    public void Expect(TokenKind kind)
    {
        if (Current.Kind != kind)
        {
            throw Fail($"{new Token(kind, "", 0)} is missing before {Current}");
        }

        Take();
    }

    public string ExpectName(string what) => Current.Kind == TokenKind.Name ? Take().Text : throw Fail($"{what} is missing before {Current}");

    public void Enter()
    {
        if (++_depth > limits.MaxDepth)
        {
            throw Fail($"nested deeper than {limits.MaxDepth} levels");
        }
    }

    public void Leave() => _depth--;

    public ChatTemplateException Fail(string reason) => Fail(Current.Line, reason);

    public ChatTemplateException Fail(int line, string reason) => new(template, line, reason);

    private bool TryTake(bool condition)
    {
        if (condition)
        {
            Take();
        }

        return condition;
    }
}
