namespace Gleaner.Chat.Templates;

/// <summary>
/// Cuts a template into tokens, with Jinja's rules for white space as chat templates are rendered: <c>trim_blocks</c> (the line
/// break after a block tag goes), <c>lstrip_blocks</c> (so do blanks between the line's start and a block tag), <c>-</c> at a
/// tag takes all white space on its side, <c>+</c> keeps it.
/// </summary>
internal sealed class Lexer
{
    private readonly string _template;
    private readonly string _source;
    private readonly List<Token> _tokens = [];
    private int _position;
    private int _line = 1;
    private int _lineCountedTo;

    private Lexer(string template, string source)
    {
        _template = template;
        _source = source;
    }

    /// <exception cref="ChatTemplateException">The source holds what is not a token, or an open tag.</exception>
    public static List<Token> Tokenize(string template, string source)
    {
        // Line breaks are unified and the last one goes, as Jinja does it.
        source = source.Replace("\r\n", "\n").Replace('\r', '\n');
        if (source.EndsWith('\n'))
        {
            source = source[..^1];
        }

        var lexer = new Lexer(template, source);
        lexer.Run();
        return lexer._tokens;
    }

    private void Run()
    {
        // Whether a tag at the very position would stand at the start of a line.
        var atLineStart = true;
        while (_position < _source.Length)
        {
            var tag = FindTag();
            if (tag < 0)
            {
                AddData(_position, _source.Length);
                break;
            }

            var kind = _source[tag + 1];
            var sign = tag + 2 < _source.Length && _source[tag + 2] is '-' or '+' ? _source[tag + 2] : '\0';
            AddData(_position, EndOfData(tag, kind, sign, atLineStart));
            _position = tag + (sign == '\0' ? 2 : 3);
            switch (kind)
            {
                case '#':
                    SkipComment(tag);
                    break;
                case '%':
                    Add(TokenKind.BlockBegin, "{%", tag);
                    ReadTag(tag, TokenKind.BlockEnd);
                    break;
                default:
                    Add(TokenKind.VariableBegin, "{{", tag);
                    ReadTag(tag, TokenKind.VariableEnd);
                    break;
            }

            atLineStart = _source[_position - 1] == '\n';
        }

        _tokens.Add(new Token(TokenKind.End, "", LineOf(_source.Length)));
    }

    private int FindTag()
    {
        for (var at = _source.IndexOf('{', _position); at >= 0 && at + 1 < _source.Length; at = _source.IndexOf('{', at + 1))
        {
            if (_source[at + 1] is '{' or '%' or '#')
            {
                return at;
            }
        }

        return -1;
    }

    private int EndOfData(int tag, char kind, char sign, bool atLineStart)
    {
        var end = tag;
        if (sign == '-')
        {
            while (end > _position && PythonString.IsSpace(_source[end - 1]))
            {
                end--;
            }

            return end;
        }

        if (sign == '+' || kind == '{')
        {
            return end;
        }

        while (end > _position && _source[end - 1] != '\n' && PythonString.IsSpace(_source[end - 1]))
        {
            end--;
        }

        var isFirstInLine = end > _position ? _source[end - 1] == '\n' : atLineStart;
        return isFirstInLine ? end : tag;
    }

    private void AddData(int start, int end)
    {
        if (end > start)
        {
            Add(TokenKind.Data, _source[start..end], start);
        }
    }

    private void SkipComment(int tag)
    {
        var end = _source.IndexOf("#}", _position, StringComparison.Ordinal);
        if (end < 0)
        {
            throw Fail(tag, "the comment is not closed, '#}' is missing");
        }

        var sign = end > _position ? _source[end - 1] : '\0';
        _position = end + 2;
        SkipAfterTag(sign, trimsLineBreak: true);
    }

    private void SkipAfterTag(char sign, bool trimsLineBreak)
    {
        if (sign == '-')
        {
            SkipSpace();
        }
        else if (sign != '+' && trimsLineBreak && _position < _source.Length && _source[_position] == '\n')
        {
            _position++;
        }
    }

    private void SkipSpace()
    {
        while (_position < _source.Length && PythonString.IsSpace(_source[_position]))
        {
            _position++;
        }
    }

    private void ReadTag(int tag, TokenKind endKind)
    {
        var brackets = new Stack<char>();
        var reader = new ExpressionLexer(_source, (at, reason) => Fail(at, reason));
        while (true)
        {
            SkipSpace();
            if (_position >= _source.Length)
            {
                throw Fail(tag, $"the tag is not closed, '{(endKind == TokenKind.BlockEnd ? "%}" : "}}")}' is missing");
            }

            if (brackets.Count == 0 && TryEndTag(endKind))
            {
                return;
            }

            var start = _position;
            var (kind, text) = reader.Read(ref _position);
            if (kind == TokenKind.Operator)
            {
                Balance(brackets, text, start);
            }

            Add(kind, text, start);
        }
    }

    private bool TryEndTag(TokenKind endKind)
    {
        var isBlock = endKind == TokenKind.BlockEnd;
        var end = isBlock ? "%}" : "}}";
        var sign = _source[_position] is '-' or '+' && (isBlock || _source[_position] == '-') ? _source[_position] : '\0';
        var at = sign == '\0' ? _position : _position + 1;
        if (!_source.AsSpan(at).StartsWith(end))
        {
            return false;
        }

        Add(endKind, end, _position);
        _position = at + 2;
        SkipAfterTag(sign, trimsLineBreak: isBlock);
        return true;
    }

    private void Balance(Stack<char> brackets, string symbol, int at)
    {
        switch (symbol)
        {
            case "(" or "[" or "{":
                brackets.Push(symbol[0]);
                break;
            case ")" or "]" or "}":
                var open = symbol[0] switch { ')' => '(', ']' => '[', _ => '{' };
                if (!brackets.TryPop(out var last) || last != open)
                {
                    throw Fail(at, $"'{symbol}' closes no '{open}'");
                }

                break;
        }
    }

    private void Add(TokenKind kind, string text, int at) => _tokens.Add(new Token(kind, text, LineOf(at)));

    private int LineOf(int at)
    {
        if (at > _lineCountedTo)
        {
            _line += _source.AsSpan(_lineCountedTo, at - _lineCountedTo).Count('\n');
            _lineCountedTo = at;
        }

        return _line;
    }

    private ChatTemplateException Fail(int at, string reason) => new(_template, 1 + _source.AsSpan(0, at).Count('\n'), reason);
}

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
