# many_warm: sets of many names.

# The token of a sorted set of identifiers, as values_set: MOST WORD… Stretches that are in order stay as they are, and
# neighbours are merged: names that were listed by number are a few stretches. Putting one by one where it belongs would
# take a time that grows with the square of their number.
values_many() {
  local most=$1 each='' last='' found=''
  local listed=() stretches=(0)
  local -A seen=()
  shift
  for each in "$@"; do
    values_identifier "${each}" || return 1
    [[ -z ${seen["${each}"]-} ]] || continue
    seen["${each}"]=yes
    [[ ${each} > ${last} ]] || stretches+=("${#listed[@]}")
    listed+=("${each}") last=${each}
  done
  if [[ ${#listed[@]} -gt ${most} ]]; then
    REPLY="more than ${most} values"
    return 1
  fi
  stretches+=("${#listed[@]}")
  while [[ ${#stretches[@]} -gt 2 ]]; do
    values_merge
  done
  printf -v found ',"%s"' "${listed[@]}"
  REPLY=[${found#,}]
}

# Merges each stretch that the caller listed with the next one. Its stretches are where they begin, and the end.
values_merge() {
  local at=0 left=0 right=0 middle=0 end=0
  local merged=() fewer=(0)
  for ((at = 0; at + 1 < ${#stretches[@]}; at += 2)); do
    left=${stretches[at]} middle=${stretches[at + 1]}
    right=${middle} end=${stretches[at + 2]-${middle}}
    while [[ ${left} -lt ${middle} || ${right} -lt ${end} ]]; do
      if [[ ${right} -eq ${end} || (${left} -lt ${middle} && ${listed[left]} < ${listed[right]}) ]]; then
        merged+=("${listed[left]}") left=$((left + 1))
      else
        merged+=("${listed[right]}") right=$((right + 1))
      fi
    done
    fewer+=("${#merged[@]}")
  done
  listed=("${merged[@]}") stretches=("${fewer[@]}")
}
