"""Random questions and plain answers to them; `python -m tests.search.equality` asks as many as wanted by hand."""
