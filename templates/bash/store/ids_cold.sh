# ids_cold: ids without a source of randomness.

# Sets REPLY to a word that is unique across the processes of one machine, but can be guessed.
ids_guess() {
  clock_now
  ids_splitmix "$(((REPLY << 8) ^ (BASHPID << 44) ^ (RANDOM << 29) ^ (RANDOM << 14) ^ IDS_WORDS))"
  IDS_WORDS=$((IDS_WORDS + 1))
}
