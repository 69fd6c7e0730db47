"""From text to terminal cells: widths, line breaks, styles, the layout of a document."""
