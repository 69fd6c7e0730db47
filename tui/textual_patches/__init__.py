"""Changes to Textual, each kept because a measurement says that it pays; tests/tui/test_textual_patches.py fails when
Textual changes underneath one.

Measured with Textual 8.2.8 on 2 cores with other work beside, window 120×35, in turns with the app without the
one patch, medians (12 starts on the seeds; 10 runs, 5 for ``fixed_size``, of typing eight queries and opening a
document of 215,000 characters five times, on 29,298 generated paragraphs):

- ``first_frame_cache`` with ``driver``: something is seen 0.32 s after the start instead of 1.46 s (processor 0.15 s
  instead of 0.83 s); Textual's own first paint then comes at the same processor time (0.85 s against 0.83 s).
- ``fixed_size``: typing takes 2.1 s of the processor instead of 3.5 s, a redraw 7 ms instead of 18 ms, and the event
  loop's lag is 18 ms instead of 81 ms at the 95th percentile; a start takes 29 ms less.
- ``render_lock``: a long document stands at its hit after 158 ms instead of 263 ms, and whole after 456 ms instead of
  688 ms.

What did not pay and is gone: a compositor that draws fewer widgets (a redraw took 7.2 ms instead of 8.0 ms), and a
screen that is not styled again when it is resumed (nothing measurable).
"""
