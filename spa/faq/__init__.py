"""Questions and answers besides what was trained: taught by staff, not answered yet, found by likeness, rated."""
