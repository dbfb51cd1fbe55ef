# Runs a command in a user and a network namespace of its own; 77, with a reason, where the system
# lets nobody have one.
unshare --map-root-user --net true || {
  echo "skipped: a network namespace is not to be had here"
  exit 77
}
exec unshare --map-root-user --net "$@"
