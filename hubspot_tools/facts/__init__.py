"""What an account tells of itself, as plain records that everything else here builds on."""
