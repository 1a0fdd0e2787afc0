# Sourced by ./start and ./test: puts in place what they need, skips what is there, says what it does.
# Each finished step leaves a stamp in .venv/stamps with the digest of the files it was made from.

say() { printf '%s\n' "· $*"; }
fail() { printf '%s\n' "$*" >&2; exit 1; }

digest() { cat "$@" | sha256sum | cut -d ' ' -f 1; }
is_done() { [ "$(cat ".venv/stamps/$1" 2>/dev/null)" = "$2" ]; }
mark_done() { mkdir -p .venv/stamps && printf '%s\n' "$2" >".venv/stamps/$1"; }

as_root() {
    if [ "$(id -u)" = 0 ]; then
        "$@"
    elif command -v sudo >/dev/null; then
        sudo "$@"
    else
        fail "Neither root nor sudo: let an administrator run: $*"
    fi
}

is_missing() { [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" != installed ]; }

need_system_packages() {
    if ! command -v dpkg-query >/dev/null; then
        say "not Debian: make sure that these or their like are installed: $*"
        return
    fi
    missing=
    for package in "$@"; do
        if is_missing "$package"; then missing="$missing $package"; fi
    done
    [ -z "$missing" ] && return
    say "installing system packages:$missing"
    as_root apt-get update -qq
    # shellcheck disable=SC2086 # a list of words
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null
}

need_quiet_packages() { # as need_system_packages, but nothing of them is started: the tests run what they need themselves
    policy=/usr/sbin/policy-rc.d
    if command -v dpkg-query >/dev/null && [ ! -e "$policy" ]; then
        printf '#!/bin/sh\nexit 101\n' | as_root tee "$policy" >/dev/null
        as_root chmod 755 "$policy"
        need_system_packages "$@" || { as_root rm "$policy"; return 1; }
        as_root rm "$policy"
    else
        need_system_packages "$@"
    fi
}

make_venv() {
    .venv/bin/python -c '' 2>/dev/null && return
    python=${PORTAL_PYTHON:-python3}
    "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || fail "Python 3.11 or later is needed"
    say "making .venv"
    "$python" -m venv --clear .venv
}

need_python_packages() { # NAME FILE...: exactly what the files list, checked by hash
    name=$1
    shift
    wanted=$(digest "$@")
    is_done "$name" "$wanted" && return
    say "installing Python packages ($*)"
    for file in "$@"; do set -- "$@" -r "$file"; shift; done
    .venv/bin/pip install --quiet --disable-pip-version-check --require-hashes "$@"
    mark_done "$name" "$wanted"
}

need_front_end() {
    wanted=$(digest package-lock.json)
    [ -f static/vendor/htmx.min.js ] && is_done front-end "$wanted" && return
    say "fetching htmx"
    npm=$(command -v npm || own_npm)
    "$npm" ci --omit=dev --ignore-scripts --no-audit --no-fund --silent
    mkdir -p static/vendor
    cp node_modules/htmx.org/dist/htmx.min.js static/vendor/
    mark_done front-end "$wanted"
}

need_lighthouse() { # for the tests alone
    wanted=$(digest package-lock.json)
    [ -d node_modules/lighthouse ] && is_done lighthouse "$wanted" && return
    say "fetching Lighthouse"
    npm=$(command -v npm || own_npm)
    "$npm" ci --ignore-scripts --no-audit --no-fund --silent
    mark_done lighthouse "$wanted"
}

need_promtool() { # for the tests alone: out of Debian's package, which is not installed as it would start a server
    [ -x .venv/prometheus/usr/bin/promtool ] && return
    command -v apt-get >/dev/null || { say "not Debian: the alert rules are not tried"; return; }
    say "fetching promtool"
    fetched=$(mktemp -d)
    (cd "$fetched" && { apt-get download -qq prometheus 2>/dev/null || { as_root apt-get update -qq && apt-get download -qq prometheus; }; })
    mkdir -p .venv/prometheus
    dpkg-deb --fsys-tarfile "$fetched"/prometheus_*.deb | tar -x -C .venv/prometheus ./usr/bin/promtool
    rm -r "$fetched"
}

own_npm() { # no npm on this machine: PyPI has one, kept apart from the portal's packages
    if [ ! -x .venv/node/bin/npm ]; then
        say "installing Node.js for npm" >&2
        .venv/bin/python -m venv --clear .venv/node
        .venv/node/bin/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-node.txt >&2
    fi
    echo .venv/node/bin/npm
}

need_translations() {
    sources=$(find portal -name '*.po')
    [ -n "$sources" ] || return 0
    # shellcheck disable=SC2086 # a list of paths
    wanted=$(digest $sources)
    [ -n "$(find portal -name '*.mo')" ] && is_done translations "$wanted" && return
    say "compiling translations"
    .venv/bin/pybabel --quiet compile -d portal/translations
    mark_done translations "$wanted"
}

set_up() {
    need_system_packages python3 python3-venv libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-liberation2 libzbar0
    make_venv
    need_python_packages packages requirements.txt
    need_front_end
    need_translations
}
