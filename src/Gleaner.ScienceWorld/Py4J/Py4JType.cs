namespace Gleaner.ScienceWorld.Py4J;

/// <summary>The types of the protocol. The value of each is its letter on the wire.</summary>
internal enum Py4JType : byte
{
    Void = (byte)'v',
    Null = (byte)'n',
    Text = (byte)'s',
    Integer = (byte)'i',
    Long = (byte)'L',
    Double = (byte)'d',
    Decimal = (byte)'D',
    Boolean = (byte)'b',
    Bytes = (byte)'j',
    Reference = (byte)'r',
    List = (byte)'l',
    Map = (byte)'a',
    Set = (byte)'h',
    Array = (byte)'t',
    Iterator = (byte)'g',
}
