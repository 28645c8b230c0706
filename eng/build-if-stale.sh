# Sourced by the launchers. build_if_stale NAME PROJECT SOURCE... builds PROJECT (Release) when a file under one of the
# SOURCE folders has changed, appeared or gone since the last successful build called NAME, and does nothing otherwise.

if ! command -v dotnet > /dev/null; then
    echo "Gleaner needs the .NET 10 SDK, and there is no 'dotnet' on the PATH: https://dotnet.microsoft.com/download" >&2
    exit 127
fi

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

_sources() {
    find "$@" \( -name bin -o -name obj -o -name TestResults \) -prune -o -type f -print
}

_is_fresh() { # STAMP SOURCE...
    local stamp=$1
    shift
    # The list catches files that went; the time stamp catches files that changed.
    [[ -f $stamp ]] && [[ $(_sources "$@" | cksum) == "$(< "$stamp")" ]] \
        && [[ -z $(find "$@" \( -name bin -o -name obj -o -name TestResults \) -prune -o -type f -newer "$stamp" -print -quit) ]]
}

build_if_stale() {
    local name=$1 project=$2 state=obj/launcher
    shift 2
    local sources=("$@" Directory.Build.props Directory.Packages.props global.json)
    local stamp=$state/$name.stamp log=$state/$name.log started=$state/$name.$$
    if _is_fresh "$stamp" "${sources[@]}"; then
        return 0
    fi

    mkdir -p "$state"
    (
        # Two launchers at once: the second waits, then finds the work done.
        if command -v flock > /dev/null; then
            flock 9
        fi

        if _is_fresh "$stamp" "${sources[@]}"; then
            exit 0
        fi

        echo "building $name ..." >&2
        # Written before the build, so that a file saved while it runs counts as changed.
        _sources "${sources[@]}" | cksum > "$started"
        # Build servers are left out: they would outlive the launcher.
        if dotnet build "$project" -c Release -v quiet --nologo -nodeReuse:false -p:UseSharedCompilation=false > "$log" 2>&1; then
            mv "$started" "$stamp"
        else
            rm -f "$started"
            grep -E '(error|warning) [A-Z]+[0-9]+' "$log" | sort -u >&2 || cat "$log" >&2
            echo "The build failed; the whole log is in $PWD/$log" >&2
            exit 1
        fi
    ) 9> "$state/lock"
}
