using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace Gleaner.Web.Protocols;

/// <summary>What is asked of requests beside their body.</summary>
internal static class RequestRules
{
    /// <exception cref="RequestException">It has another method.</exception>
    public static void Require(HttpRequest request, string method)
    {
        if (!HttpMethods.Equals(request.Method, method))
        {
            throw RequestException.WrongMethod();
        }
    }

    /// <summary>A whole number in the query.</summary>
    /// <exception cref="RequestException">It is missing or no whole number.</exception>
    public static long QueryInteger(HttpRequest request, string name)
    {
        foreach (var pair in new QueryStringEnumerable(request.QueryString.Value))
        {
            if (pair.DecodeName().Span.SequenceEqual(name))
            {
                return long.TryParse(pair.DecodeValue().Span, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
                    ? value
                    : throw RequestException.Field("int_parsing", "Input should be a valid integer, unable to parse string as an integer", "query", name);
            }
        }

        throw RequestException.Field("missing", "Field required", "query", name);
    }
}

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
