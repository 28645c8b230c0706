namespace Gleaner.Decoder.Training;

/// <summary>Learning rate as a function of the step: linear warm-up, then half a cosine down to a floor that it keeps.</summary>
public sealed record LearningRateSchedule
{
    private LearningRateSchedule(double peak, int warmupSteps, int totalSteps, double floor)
    {
        Peak = peak;
        WarmupSteps = warmupSteps;
        TotalSteps = totalSteps;
        Floor = floor;
    }

    /// <summary>The rate after warm-up.</summary>
    public double Peak { get; }

    /// <summary>Steps over which the rate rises linearly to <see cref="Peak"/>; the first step already has Peak / WarmupSteps.</summary>
    public int WarmupSteps { get; }

    /// <summary>The step, counted from 0, at which the cosine reaches <see cref="Floor"/>; 0 for a constant rate.</summary>
    public int TotalSteps { get; }

    /// <summary>The rate that the cosine ends at.</summary>
    public double Floor { get; }

    /// <summary>The same rate at all steps after an optional warm-up.</summary>
    /// <param name="rate">Rate, finite and not negative.</param>
    /// <param name="warmupSteps">Steps of linear warm-up, not negative.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value is out of range.</exception>
    public static LearningRateSchedule Constant(double rate, int warmupSteps = 0)
    {
        CheckRate(rate, nameof(rate));
        ArgumentOutOfRangeException.ThrowIfNegative(warmupSteps);
        return new LearningRateSchedule(rate, warmupSteps, 0, rate);
    }

    /// <summary>Warm-up, then Floor + (Peak − Floor) · (1 + cos(π · progress)) / 2 (SGDR, Loshchilov and Hutter 2017, one cycle).</summary>
    /// <param name="peak">Highest rate, finite and not negative.</param>
    /// <param name="totalSteps">Length of the whole schedule in steps, above <paramref name="warmupSteps"/>.</param>
    /// <param name="warmupSteps">Steps of linear warm-up, not negative.</param>
    /// <param name="floor">Rate at the end and after it, from 0 to <paramref name="peak"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value is out of range.</exception>
    public static LearningRateSchedule Cosine(double peak, int totalSteps, int warmupSteps = 0, double floor = 0)
    {
        CheckRate(peak, nameof(peak));
        CheckRate(floor, nameof(floor));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(floor, peak);
        ArgumentOutOfRangeException.ThrowIfNegative(warmupSteps);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(totalSteps, warmupSteps);
        return new LearningRateSchedule(peak, warmupSteps, totalSteps, floor);
    }

    /// <summary>The rate of one step.</summary>
    /// <param name="step">Steps done before it: 0 for the first.</param>
    public double At(long step)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(step);
        if (step < WarmupSteps)
        {
            return Peak * (step + 1) / WarmupSteps;
        }

        if (TotalSteps == 0)
        {
            return Peak;
        }

        var progress = Math.Min(1, (double)(step - WarmupSteps) / (TotalSteps - WarmupSteps));
        return Floor + ((Peak - Floor) * 0.5 * (1 + Math.Cos(Math.PI * progress)));
    }

    private static void CheckRate(double rate, string name)
    {
        if (!double.IsFinite(rate) || rate < 0)
        {
            throw new ArgumentOutOfRangeException(name, rate, "A learning rate is finite and not negative.");
        }
    }
}
