using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace Gleaner.Serving.Messages;

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
                return long.TryParse(pair.DecodeValue().Span, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long value)
                    ? value
                    : throw RequestException.Field("int_parsing", "Input should be a valid integer, unable to parse string as an integer", "query", name);
            }
        }

        throw RequestException.Field("missing", "Field required", "query", name);
    }
}
