"""Job postings: which sentences ask for something, how they are split, what each demand says."""
