# tokens: tokens of the slots of the small pattern, to memory and back.

# Sets REPLY to the value of a TOKEN of a TYPE, or fails.
small_value() {
  REPLY=$2
  case $1:$2 in
    *\?:null) REPLY='' ;;
    int*) values_whole "$2" ;;
    text*:[1-9]*) [[ $2 != *[!0-9]* ]] ;;
    text*) text_valid "$2" ;;
    set:\[\]) REPLY='' ;;
    set:\[\"*\"\]) REPLY=${2//[\"\]\[]/} ;;
    word*:\"*\") REPLY=${2//\"/} ;;
    *) return 1 ;;
  esac
}

# Adds to `line` of the caller the token of a VALUE of a TYPE.
small_token() {
  local comma=, between='","'
  case $1:$2 in
    *\?:) line+=null ;;
    set:) line+='[]' ;;
    set:*) line+="[\"${2//"${comma}"/"${between}"}\"]" ;;
    word*) line+="\"$2\"" ;;
    text*)
      if [[ ${#2} -gt ${TEXT_INLINE} ]]; then
        line+=${#2}
      else
        line+=$2
      fi
      ;;
    *) line+=$2 ;;
  esac
}
