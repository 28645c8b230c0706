using System.Globalization;

namespace Gleaner.Http;

/// <summary>The header <c>Retry-After</c> (RFC 9110, 10.2.3).</summary>
public static class RetryAfter
{
    private const double LongestSeconds = 86_400;

    /// <summary>How long a server asks to wait.</summary>
    /// <param name="value">The header: seconds, or a date. Servers write fractions of seconds, too.</param>
    /// <param name="clock">Tells how far off a date is.</param>
    /// <returns>Null if it does not say, or asks for a day or more.</returns>
    public static TimeSpan? Parse(string? value, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(clock);
        if (double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds))
        {
            return seconds is >= 0 and < LongestSeconds ? TimeSpan.FromSeconds(seconds) : null;
        }

        return DateTimeOffset.TryParse(value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date)
            && date - clock.GetUtcNow() is { Ticks: > 0, TotalSeconds: < LongestSeconds } wait ? wait : null;
    }

    /// <summary>How long a server asks to wait; null if it does not say.</summary>
    public static TimeSpan? Of(HttpResponseMessage response, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(response);
        return response.Headers.NonValidated.TryGetValues("Retry-After", out var values) ? Parse(values.ToString(), clock) : null;
    }
}
