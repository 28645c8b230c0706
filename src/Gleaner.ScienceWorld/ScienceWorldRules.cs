namespace Gleaner.ScienceWorld;

/// <summary>What a chat model is told about ScienceWorld.</summary>
public static class ScienceWorldRules
{
    /// <summary>The system message.</summary>
    public const string Text =
        """
        You are in a small world of rooms with things to use for science. The first message tells your task; every other one
        tells what came of your last action. Answer with exactly one action and nothing else. Actions are:
        look around; inventory; task; look at X; look in X; read X
        go to PLACE; open X; close X; activate X; deactivate X; flush X; eat X
        pick up X; put down X; move X to Y; pour X into Y; dunk X into Y; mix X; use X on Y
        connect X to Y; disconnect X; focus on X; wait1 (for a moment); wait (for ten)
        teleport to PLACE, where that is allowed
        X and Y are things as you see them named. Focus only on what the task asks for: a wrong focus fails it.
        If you are asked which of several you mean, answer with the number.
        """;
}
