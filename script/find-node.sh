# Sourced, not run. Puts a Node >= 24.15 first on PATH, or leaves PATH alone and returns 1.
# `here` is the folder of script/, set by the caller.
proctor_node_ok() {
  "$1" -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 24 || (a === 24 && b >= 15) ? 0 : 1)' 2>/dev/null
}
if command -v node >/dev/null 2>&1 && proctor_node_ok "$(command -v node)"; then
  :
else
  for proctor_dir in "$here"/node/node_modules/node-linux-*/bin; do
    if [ -x "$proctor_dir/node" ] && proctor_node_ok "$proctor_dir/node"; then
      PATH="$proctor_dir:$PATH"
      export PATH
    fi
  done
  proctor_node_ok "$(command -v node)"
fi
