# records_cold: what few records have.

# True for an integer TOKEN from LOW to HIGH. With a fourth word it may be absent.
record_integer() {
  [[ $1 != null ]] || return $(($# == 3))
  [[ $1 != -0 ]] && values_whole "$1" && [[ $1 -ge $2 && $1 -le $3 ]]
}
