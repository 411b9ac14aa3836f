"""The commands of `vouchline`, a module a group: they parse arguments, call what does the work, and print."""
