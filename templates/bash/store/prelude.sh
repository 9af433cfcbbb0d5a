# prelude: refuses other shells, then makes the shell the one that the rest was written for, whatever it inherited.

# In posix mode special builtins (set, unset, exec) come before functions, so that none that the environment brought
# can stand in their way; an assignment cannot be shadowed either.
{
  POSIXLY_CORRECT=1
  set +x
} 2>/dev/null

case ${BASH_VERSION-} in
  '' | [0-3].*)
    printf '%s: needs bash 4.0 or later, this is %s\n' "$0" "bash ${BASH_VERSION:-(another shell)}" >&2
    exit 1
    ;;
  *) ;;
esac

# What a start-up file left behind: traps, and aliases, which do not stand for a word with a backslash.
\trap - EXIT DEBUG ERR RETURN HUP INT QUIT TERM
\set +aekmtvCET
\unset -f unset set shopt umask exec exit return shift trap builtin command declare local read mapfile printf type test \
  : true false break continue kill wait hash cd pwd '[' unalias \
  flock dd mkdir mv rm sync sha256sum perl date ls sleep tail head wc curl \
  awk cat df rmdir sort tr
\unalias -a
unset -v POSIXLY_CORRECT TMOUT CDPATH GREP_OPTIONS GLOBIGNORE BASH_COMPAT FUNCNEST
declare -x LC_ALL=C # for programs too: an awk may count letters, and sort orders them, as the locale has it
IFS=$' \t\n'
set -uf
case :${BASHOPTS-}: in
  :: | *:nocase* | *:*glob:* | *:xpg_echo:* | *:exec* | *:extdebug:* | *:localvar_* | *:*_expand_once:* | *:compat*)
    shopt -u nocasematch nocaseglob nullglob failglob dotglob extglob xpg_echo execfail extdebug localvar_inherit \
      localvar_unset assoc_expand_once array_expand_once compat31 compat32 compat40 compat41 compat42 compat43 compat44 \
      2>/dev/null
    ;;
  *) ;;
esac
[[ ${1-} != run ]] || PRELUDE_UMASK=$(umask) # its command gets the one that was given
umask 077

PRELUDE_VERSION=$((BASH_VERSINFO[0] * 100 + BASH_VERSINFO[1])) # 502 is bash 5.2; tests lower it
PRELUDE_ARGUMENTS=("$@")
PRELUDE_SCRIPT=${BASH_SOURCE[0]-}
PRELUDE_COLD=${SWARMSH_COLD-} # 1: what is below the hot operations is needed; anything else: everything is
unset -v SWARMSH_COLD
PROGRAM=${PRELUDE_SCRIPT##*/}
TAB=$'\t'
[[ -f ${PRELUDE_SCRIPT} && -r ${PRELUDE_SCRIPT} ]] || PRELUDE_COLD=all

# Goes on with what stands below the hot operations, or with everything if FUNCTION stands further below. Returns at once
# when that is parsed; else the program starts again, without the lock. To be called before anything is written.
cold_start() {
  ! declare -F "${1:-recovery_run}" >/dev/null || return 0
  SWARMSH_COLD=${1:-1} exec "${BASH}" "${PRELUDE_SCRIPT}" ${PRELUDE_ARGUMENTS[@]+"${PRELUDE_ARGUMENTS[@]}"} 9>&-
}
