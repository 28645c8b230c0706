using Gleaner.IO.Texts;
using Spectre.Console;

namespace Gleaner.CommandLine.Terminals;

/// <summary>
/// Where the program prints. All of it goes through here, so that tests can capture it, and so that no text from outside steers the terminal: what
/// models, servers and files say is printed with its control characters made visible.
/// </summary>
/// <param name="Out">Results.</param>
/// <param name="Error">Errors and what is said on the side.</param>
/// <param name="IsLive">Whether <see cref="Out"/> is a screen on which lines can be rewritten.</param>
internal sealed record Terminal(TextWriter Out, TextWriter Error, bool IsLive)
{
    private readonly Lazy<IAnsiConsole> _screen = new(() => AnsiConsole.Create(new AnsiConsoleSettings
    {
        Ansi = IsLive ? AnsiSupport.Detect : AnsiSupport.No,
        ColorSystem = IsLive ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
        Interactive = IsLive ? InteractionSupport.Detect : InteractionSupport.No,
        Out = IsLive ? new AnsiConsoleOutput(Out) : new PlainOutput(VisibleText.Writer(Out)),
    }));

    /// <summary>Results.</summary>
    public TextWriter Out { get; } = VisibleText.Writer(Out);

    /// <summary>Errors and what is said on the side.</summary>
    public TextWriter Error { get; } = VisibleText.Writer(Error);

    /// <summary>The same place for tables and live displays. These steer the screen, so what they show is made visible first: <see cref="Shown"/>.</summary>
    public IAnsiConsole Screen => _screen.Value;

    /// <summary>A text as markup for <see cref="Screen"/> that shows it as it is.</summary>
    public static string Shown(string text) => Markup.Escape(VisibleText.Of(text));

    /// <summary>The process's own: live only on a terminal and without NO_COLOR (https://no-color.org).</summary>
    public static Terminal OfProcess() => new(
        Console.Out,
        Console.Error,
        !Console.IsOutputRedirected && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR")) && Environment.GetEnvironmentVariable("TERM") != "dumb");

    /// <summary>An output that never breaks lines: what reads it may be a program.</summary>
    private sealed class PlainOutput(TextWriter writer) : IAnsiConsoleOutput
    {
        public TextWriter Writer => writer;

        public bool IsTerminal => false;

        public int Width => 1000;

        public int Height => 50;

        public void SetEncoding(System.Text.Encoding encoding)
        {
        }
    }
}
