"""Names of skills and job titles into identifiers of a taxonomy: ESCO, which comes with the package, or the user's own.

In: the name of a qualification or the title of a role.
Out: the concept's id and what led to it, or the reason why there is none.
Must not know: documents, how facts are found, settings.

A name is looked up in the table's labels and aliases, then by a few rules of writing. What they leave open stays open: whoever adds a
further way takes the `Unmatched` of `Taxonomy.find` and returns a `Match` with a `how` of its own.
"""
