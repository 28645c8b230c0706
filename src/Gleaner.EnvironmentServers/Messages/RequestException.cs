using Microsoft.AspNetCore.Http;

namespace Gleaner.EnvironmentServers.Messages;

/// <summary>A request that cannot be answered as it is. Reported the way FastAPI does: status and <c>detail</c>.</summary>
internal sealed class RequestException : Exception
{
    public RequestException(int status, string message)
        : base(message) => Status = status;

    private RequestException(string type, string[] place, string message)
        : this(StatusCodes.Status422UnprocessableEntity, message)
    {
        Type = type;
        Place = place;
    }

    /// <summary>The HTTP status.</summary>
    public int Status { get; }

    /// <summary>What is wrong with a field, in pydantic's words; null if nothing is wrong with a field.</summary>
    public string? Type { get; }

    /// <summary>Where the field is.</summary>
    public IReadOnlyList<string> Place { get; } = [];

    /// <summary>A field is missing or wrong.</summary>
    public static RequestException Field(string type, string message, params string[] place) => new(type, place, message);

    /// <summary>There is no such path.</summary>
    public static RequestException NotFound() => new(StatusCodes.Status404NotFound, "Not Found");

    /// <summary>The path exists, for another method.</summary>
    public static RequestException WrongMethod() => new(StatusCodes.Status405MethodNotAllowed, "Method Not Allowed");
}
