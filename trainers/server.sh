# What serve-vllm.sh, serve-llamacpp.sh, publish.sh and train.sh share: one server on a port, started so that it outlives the script.
# Sourced; wants bash. Its pid, name and log are in $GLEANER_STATE (default: gleaner-UID in XDG_RUNTIME_DIR or /tmp).

die() { echo "${0##*/}: $*" >&2; exit 1; }

server_folder() { # PORT
    local root=${GLEANER_STATE:-${XDG_RUNTIME_DIR:-/tmp}/gleaner-$(id -u)}
    mkdir -p -m 700 "$root/server-$1" || exit 1
    echo "$root/server-$1"
}

# When a process began, in the system's ticks: a pid that was given to another program is not ours. Nothing for one that has ended, waited for or not.
began() { # PID
    local stat
    stat=$(cat "/proc/$1/stat" 2>/dev/null) || return 1
    # shellcheck disable=SC2086 # the fields behind the name in brackets, which may hold blanks
    set -- ${stat##*) }
    [[ $1 != [ZX] ]] || return 1
    echo "${20}"
}

is_running() { # PORT
    local folder pid start
    folder=$(server_folder "$1")
    [[ -s $folder/pid ]] && read -r pid start < "$folder/pid" || return 1
    # A server that ended before its beginning was read has none.
    [[ -n $start && $(began "$pid") == "$start" ]]
}

stop_server() { # PORT
    local folder pid
    folder=$(server_folder "$1")
    if is_running "$1"; then
        read -r pid _ < "$folder/pid"
        kill -- "-$pid" 2>/dev/null || kill "$pid" 2>/dev/null || true
        for ((i = 0; i < 300; i++)); do
            is_running "$1" || break
            ((i < 200)) || kill -9 -- "-$pid" 2>/dev/null || true
            sleep 0.1
        done
        ! is_running "$1" || die "the server on port $1 (process $pid) does not end"
    fi
    rm -f "$folder/pid" "$folder/served"
}

answers() { curl --silent --fail --max-time 5 "http://127.0.0.1:$1$2" 2>/dev/null; } # PORT PATH

lists_model() { answers "$1" /v1/models | grep -qF "\"$2\""; } # PORT NAME

# Starts a server and waits until it answers.
start_server() { # PORT NAME COMMAND...
    local port=$1 name=$2 folder pid
    shift 2
    folder=$(server_folder "$port")
    command -v curl > /dev/null || die "curl is not on PATH"
    command -v "$1" > /dev/null || die "'$1' is not on PATH: install it, or activate its environment"
    ! answers "$port" /health > /dev/null || die "something else answers on port $port already; choose another port, or stop it"
    setsid nohup "$@" > "$folder/log" 2>&1 < /dev/null &
    pid=$!
    echo "$pid $(began "$pid")" > "$folder/pid"
    for ((i = 0; i < ${GLEANER_SERVER_SECONDS:-1500} * 4; i++)); do
        if ! is_running "$port"; then
            tail -n 20 "$folder/log" >&2
            die "the server '$1' ended before it answered; its log: $folder/log"
        fi
        if answers "$port" /health > /dev/null; then
            echo "$name" > "$folder/served"
            echo "$name is served on port $port (process $pid)"
            return
        fi
        sleep 0.25
    done
    stop_server "$port"
    die "the server '$1' did not answer in ${GLEANER_SERVER_SECONDS:-1500} s; its log: $folder/log"
}
