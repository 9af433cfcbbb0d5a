# shellcheck shell=bash disable=SC2034,SC2125,SC2317
# A start-up file as people really have them, and then some: BASH_ENV names it in one of the surroundings.
shopt -s expand_aliases nullglob failglob dotglob nocaseglob nocasematch globstar extglob lastpipe xpg_echo
set -o noclobber -o pipefail -o errexit -o nounset -o functrace -o errtrace
alias ls='ls --color=always' rm='rm -i' mv='mv -i' mkdir='mkdir -v' printf='printf HOSTILE' flock=false
alias local='printf HOSTILE' return='printf HOSTILE' read=false
trap 'printf "HOSTILE EXIT\n"' EXIT
trap 'printf "HOSTILE ERR\n"' ERR
trap 'REPLY=HOSTILE' DEBUG
trap 'printf "HOSTILE RETURN\n"' RETURN
IFS=,
CDPATH=/:..
GLOBIGNORE=*
LC_ALL=C.UTF-8
umask 000
