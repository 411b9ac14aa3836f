"""The kinds of facts that a résumé holds, a module each: what is asked, and how the answer is held to the text."""
