# text: JSON string tokens.

TEXT_INLINE=386 # bytes of the longest token that stands in a slot

# True when TEXT is UTF-8. Well-formed characters are taken out, the longest first: lead and other bytes do not
# overlap, so whatever is left beyond ASCII is ill-formed.
text_utf8() {
  [[ $1 == *[$'\200'-$'\377']* ]] || return 0
  local rest=$1 t=$'[\200-\277]'
  rest=${rest//$'\360'[$'\220'-$'\277']${t}${t}/.}
  rest=${rest//[$'\361'-$'\363']${t}${t}${t}/.}
  rest=${rest//$'\364'[$'\200'-$'\217']${t}${t}/.}
  rest=${rest//$'\340'[$'\240'-$'\277']${t}/.}
  rest=${rest//[$'\341'-$'\354\356\357']${t}${t}/.}
  rest=${rest//$'\355'[$'\200'-$'\237']${t}/.}
  rest=${rest//[$'\302'-$'\337']${t}/.}
  [[ ${rest} != *[$'\200'-$'\377']* ]]
}

# True when TOKEN is what text_token makes of some text: quotes, no raw control characters, the shortest escapes.
text_valid() {
  local inner=${1#\"}
  [[ $1 == \"*\" && ${#1} -ge 2 && $1 != *[$'\001'-$'\037']* ]] || return 1
  inner=${inner%\"}
  if [[ ${inner} == *\\* ]]; then
    inner=${inner//\\[\"\\nrt]/.}
    inner=${inner//\\u000[1-8bcef]/.}
    inner=${inner//\\u001[0-9a-f]/.}
  fi
  [[ ${inner} != *[\"\\]* ]] && text_utf8 "${inner}"
}
