namespace Gleaner.Chat.Templates.Values;

/// <summary>
/// A value of a template. Templates reach these types and nothing else: there is no way from a template to an object of the program.
/// </summary>
internal abstract class Value
{
    /// <summary>Python's name of the type, for messages.</summary>
    public abstract string TypeName { get; }

    /// <summary>What <c>if</c> makes of it.</summary>
    public abstract bool IsTrue { get; }

    /// <summary>What it costs to make or read as a whole, in steps.</summary>
    public virtual long Weight => 1;

    /// <summary>How deep lists and dicts are nested in it.</summary>
    public virtual int Depth => 0;
}
