namespace Gleaner.ScienceWorld.StandIn;

/// <summary>What can go wrong with a simulator.</summary>
public enum Fault
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Ends at once with a word on standard error.</summary>
    ExitsAtStart,

    /// <summary>Ends at once with Java's words for a jar that has no gateway in it.</summary>
    LacksGateway,

    /// <summary>Prints no port.</summary>
    PrintsNoPort,

    /// <summary>Prints something else first.</summary>
    PrintsNoNumber,

    /// <summary>Prints a port on which nobody listens.</summary>
    RefusesConnections,

    /// <summary>Answers no more.</summary>
    Hangs,

    /// <summary>Answers with what is not of the protocol.</summary>
    TalksNonsense,

    /// <summary>Answers with a number where a text is due.</summary>
    MixesTypes,

    /// <summary>Sends half an answer and no more.</summary>
    StopsWithinAnswer,

    /// <summary>Sends half an answer and closes the connection.</summary>
    ClosesWithinAnswer,

    /// <summary>Closes the connection.</summary>
    Closes,

    /// <summary>Ends with exit code 3 and a word on standard error.</summary>
    Dies,

    /// <summary>Sends an answer of 4 MB.</summary>
    AnswersTooMuch,

    /// <summary>Answers with an error as a text.</summary>
    AnswersWithError,

    /// <summary>Answers with an exception as an object.</summary>
    Throws,

    /// <summary>Prints a megabyte to standard output and to standard error with each step; answers well.</summary>
    Floods,
}
