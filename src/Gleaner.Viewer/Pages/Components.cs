namespace Gleaner.Viewer.Pages;

// Razor makes the components public; nothing is to be derived from them.

/// <summary>What surrounds every page.</summary>
public sealed partial class Frame;

/// <summary>The runs.</summary>
public sealed partial class RunsPage;

/// <summary>A run.</summary>
public sealed partial class RunPage;

/// <summary>Tasks by stages.</summary>
public sealed partial class GridPage;

/// <summary>A task: its trunk with the branches.</summary>
public sealed partial class TaskPage;

/// <summary>The environment in a state of a rollout.</summary>
public sealed partial class PlayPage;

/// <summary>A rollout: its transcript.</summary>
public sealed partial class RolloutPage;

/// <summary>Rollouts that a query holds for.</summary>
public sealed partial class SearchPage;

/// <summary>Two rollouts side by side.</summary>
public sealed partial class DiffPage;

/// <summary>Two methods on the same tasks.</summary>
public sealed partial class ComparePage;

/// <summary>The sequence that the student is trained on for a rollout.</summary>
public sealed partial class TokensPage;

/// <summary>All notes on a run.</summary>
public sealed partial class NotesPage;

/// <summary>A table of rollouts.</summary>
public sealed partial class RolloutTable;

/// <summary>A page that says one thing.</summary>
public sealed partial class MessagePage;

/// <summary>Search in exported pages, by the browser alone.</summary>
public sealed partial class StaticSearchPage;
