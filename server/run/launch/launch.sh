#!/bin/sh
# Runs the launcher under Node 24, which is fetched when the Node on PATH is older, and leaves nothing of
# the older one in memory: this shell becomes the launcher, and the launcher becomes the system.
here=$(dirname "$0")
node=node
case $(node --version) in
  v2[4-9].* | v[3-9][0-9].*) ;;
  *) node=$(node "$here/launch.js" node) || exit 1 ;;
esac
exec "$node" "$here/launch.js" "$@"
