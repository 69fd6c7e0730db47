"""What a search gives back: hits, snippets, whole documents."""
