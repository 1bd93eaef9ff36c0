"""What short words ask for, said behind an answer: yes, skip, the second one, the other."""
