using Gleaner.Decoder.Training;

namespace Gleaner.Decoder.Tests.Training;

public sealed class LearningRateScheduleTests
{
    [Fact]
    public void Cosine_warms_up_peaks_and_falls_to_its_floor()
    {
        var schedule = LearningRateSchedule.Cosine(1.0, totalSteps: 14, warmupSteps: 4, floor: 0.1);
        schedule.At(0).ShouldBe(0.25);
        schedule.At(3).ShouldBe(1.0);
        schedule.At(4).ShouldBe(1.0);
        schedule.At(9).ShouldBe(0.55, 1e-12);
        schedule.At(14).ShouldBe(0.1, 1e-12);
        schedule.At(1000).ShouldBe(0.1, 1e-12);
        Enumerable.Range(4, 10).ShouldAllBe(step => schedule.At(step) >= schedule.At(step + 1));
    }

    [Fact]
    public void Constant_stays_after_its_warm_up()
    {
        var schedule = LearningRateSchedule.Constant(2.0, warmupSteps: 2);
        Enumerable.Range(0, 4).Select(step => schedule.At(step)).ShouldBe([1.0, 2.0, 2.0, 2.0]);
        LearningRateSchedule.Constant(2.0).At(0).ShouldBe(2.0);
    }

    [Fact]
    public void Impossible_schedules_are_refused()
    {
        Should.Throw<ArgumentOutOfRangeException>(() => LearningRateSchedule.Cosine(1, 5, 5));
        Should.Throw<ArgumentOutOfRangeException>(() => LearningRateSchedule.Cosine(1, 5, 0, floor: 2));
        Should.Throw<ArgumentOutOfRangeException>(() => LearningRateSchedule.Constant(double.NaN));
        Should.Throw<ArgumentOutOfRangeException>(() => LearningRateSchedule.Constant(-1));
    }
}
