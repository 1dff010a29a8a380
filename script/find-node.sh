# Sourced, not run. Gives proctor_find_node, which puts a Node >= 24.15 first on PATH, or leaves PATH alone and
# returns 1. `here` is the folder of script/, set by the caller.
proctor_node_ok() {
  [ -n "$1" ] && "$1" -e 'var v = process.versions.node.split(".").map(Number); process.exit(v[0] > 24 || (v[0] === 24 && v[1] >= 15) ? 0 : 1)' 2>/dev/null
}
proctor_find_node() {
  proctor_node_ok "$(command -v node || true)" && return 0
  for proctor_dir in "$here"/node/node_modules/node-linux-*/bin; do
    if [ -x "$proctor_dir/node" ] && proctor_node_ok "$proctor_dir/node"; then
      PATH="$proctor_dir:$PATH"
      export PATH
      return 0
    fi
  done
  return 1
}
