# What a generated library adds to the runtime: the functions of one small package.
# shellcheck shell=bash

_swarmsh_package_sample() {
  case $1 in
    '') _swarmsh_scope sample 1.2.3 https://example.com/schemas/1.2.3 ;;
    operation) _swarmsh_attribute sample.operation string ;;
    agent_id) _swarmsh_attribute sample.agent.id string ;;
    work_type) _swarmsh_attribute sample.work.type string feature bug 'long story' ;;
    exit_code) _swarmsh_attribute sample.exit.code int 0 1 2 ;;
    priority) _swarmsh_attribute sample.priority int ;;
    percent) _swarmsh_attribute sample.percent int:0:100 ;;
    level) _swarmsh_attribute sample.level int:-5: ;;
    steps) _swarmsh_attribute sample.steps 'int:1:3[]' ;;
    score) _swarmsh_attribute sample.score double ;;
    urgent) _swarmsh_attribute sample.urgent boolean ;;
    tags) _swarmsh_attribute sample.tags 'string[]' ;;
    sizes) _swarmsh_attribute sample.sizes 'int[]' ;;
    scores) _swarmsh_attribute sample.scores 'double[]' ;;
    answers) _swarmsh_attribute sample.answers 'boolean[]' ;;
    label.?*) _swarmsh_attribute "sample.label.${1#*.}" string ;;
    header.?*) _swarmsh_attribute "sample.header.${1#*.}" 'string[]' ;;
    *) return 1 ;;
  esac
}

_sample_all='work_type exit_code priority percent level steps score urgent tags sizes scores answers label header'

sample_span_work() {
  _swarmsh_span _swarmsh_package_sample sample.work internal 'agent_id' "${_sample_all}" operation=work -- "$@"
}

sample_span_call() { _swarmsh_span _swarmsh_package_sample sample.call client '' "agent_id ${_sample_all}" -- "$@"; }

sample_span_any() { _swarmsh_span _swarmsh_package_sample '' server '' 'agent_id' -- "$@"; }

sample_event_done() { _swarmsh_event _swarmsh_package_sample sample.done 'agent_id' "${_sample_all}" -- "$@"; }

sample_metric_added() {
  _swarmsh_metric _swarmsh_package_sample sample.added counter number '{item}' 'Items added.' '' \
    "${_sample_all} agent_id" -- "$@"
}

sample_metric_open() {
  _swarmsh_metric _swarmsh_package_sample sample.open updowncounter number '{item}' 'Items "open".' '' \
    "${_sample_all} agent_id" -- "$@"
}

sample_metric_load() {
  _swarmsh_metric _swarmsh_package_sample sample.load gauge number '' '' '' "${_sample_all} agent_id" -- "$@"
}

sample_metric_duration() {
  _swarmsh_metric _swarmsh_package_sample sample.duration histogram number s 'Time taken.' '' \
    "${_sample_all} agent_id" -- "$@"
}

sample_resource() { _swarmsh_entity _swarmsh_package_sample '' "agent_id ${_sample_all}" -- "$@"; }
