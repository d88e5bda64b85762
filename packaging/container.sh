#!/bin/sh
# The first process of a container (Containerfile). LETSEMA_DEMO=1 makes a demonstration fund when the
# volume is empty. What follows is letsema's own command line; exec, so that SIGTERM reaches it.
set -eu
if [ "${LETSEMA_DEMO:-}" = 1 ] && [ ! -e /fund/letsema.conf ]; then
    letsema demo /fund >&2
fi
exec letsema "$@"
