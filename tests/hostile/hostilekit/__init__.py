"""What the tests with hostile input share: the corpus, the child that meets it, and the judge of patterns."""
