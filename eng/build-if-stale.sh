# Sourced by the launchers. build_if_stale NAME TARGET builds TARGET, a project or the solution, when a file that it is made of has
# changed, appeared or gone since the last successful build called NAME, and does nothing otherwise. Options for dotnet build stand in
# the array build_options, further files and folders that the build reads in the array build_inputs.

if ! command -v dotnet > /dev/null; then
    echo "Gleaner needs the .NET 10 SDK, and there is no 'dotnet' on the PATH: https://dotnet.microsoft.com/download" >&2
    exit 127
fi

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

_projects() { # TARGET: the folders of its projects, and of all that they refer to
    awk -v target="$1" '
        function resolve(base, path,    parts, kept, count, at, depth, whole) {
            gsub(/\\/, "/", path)
            count = split(base path, parts, "/")
            for (at = 1; at <= count; at++) {
                if (parts[at] == "..") depth--
                else if (parts[at] != ".") kept[++depth] = parts[at]
            }
            for (at = 1; at <= depth; at++) whole = whole (at > 1 ? "/" : "") kept[at]
            return whole
        }
        BEGIN {
            queue[1] = target
            for (last = 1; at < last;) {
                file = queue[++at]
                base = file
                sub(/[^\/]*$/, "", base)
                if (file ~ /proj$/) print substr(base, 1, length(base) - 1)
                while ((getline line < file) > 0) {
                    if (line !~ /<(ProjectReference Include|Project Path)="/) continue
                    path = line
                    sub(/.*(ProjectReference Include|Project Path)="/, "", path)
                    sub(/".*/, "", path)
                    path = resolve(base, path)

                    # All projects at once are named by the solution, too.
                    if (!(path in seen) && path !~ /\*/) {
                        seen[path] = 1
                        queue[++last] = path
                    }
                }
                close(file)
            }
        }'
}

_sources() {
    find "$@" \( -name bin -o -name obj -o -name TestResults \) -prune -o -type f ! -name '*.md' ! -name packages.lock.json -print
}

_is_fresh() { # STAMP SOURCE...
    local stamp=$1
    shift
    # The list catches files that went; the time stamp catches files that changed.
    [[ -f $stamp ]] && [[ $(_sources "$@" | cksum) == "$(< "$stamp")" ]] \
        && [[ -z $(find "$@" \( -name bin -o -name obj -o -name TestResults \) -prune -o -type f ! -name '*.md' ! -name packages.lock.json -newer "$stamp" -print -quit) ]]
}

_show_progress() { # NAME TOTAL: a line for each project that is done; on a terminal, one line that changes
    local name=$1 total=$2 count=0 line project
    while IFS= read -r line; do
        [[ $line == *' -> '* ]] || continue
        project=${line%% -> *}
        line="building $name: $((++count)) of $total, ${project##* }"
        if [[ -t 2 ]]; then printf '\r%s\033[K' "$line" >&2; else echo "$line" >&2; fi
    done
    [[ ! -t 2 ]] || printf '\r\033[K' >&2
}

_stop_compiler() { # NAME: where there is no pkill, it ends by itself when it has been idle for ten minutes
    ! command -v pkill > /dev/null || pkill -f "VBCSCompiler.* -pipename:$1( |\$)" || true
}

build_if_stale() {
    local name=$1 target=$2 state=obj/launcher
    local stamp=$state/$name.stamp log=$state/$name.log started=$state/$name.$$ projects=() sources=() folder file
    while IFS= read -r folder; do projects+=("$folder"); done < <(_projects "$target")
    sources=("$target" "${projects[@]}" ${build_inputs[@]+"${build_inputs[@]}"} Directory.Build.props Directory.Packages.props global.json)
    for folder in $(printf '%s\n' "${projects[@]%/*}" | sort -u); do
        for file in "$folder"/Directory.Build.*; do [[ ! -f $file ]] || sources+=("$file"); done
    done
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

        echo "building $name: ${#projects[@]} projects ..." >&2
        # Written before the build, so that a file saved while it runs counts as changed.
        _sources "${sources[@]}" | cksum > "$started"
        # One compiler for all projects (half the time of one each), under a name of its own, so that it can be stopped and outlives nobody.
        compiler=gleaner-$$
        trap '_stop_compiler "$compiler"' EXIT
        trap 'exit 130' INT TERM HUP
        # It does not inherit the lock. Profiles for a program that ends soon cost more than they save, and so does collecting garbage every few megabytes.
        if DOTNET_TieredPGO=0 DOTNET_gcConcurrent=0 DOTNET_GCgen0size=0x8000000 \
            dotnet build "$target" -c Release -v minimal -tl:off --nologo -nodeReuse:false \
            -p:UseSharedCompilation=true -p:SharedCompilationId="$compiler" \
            ${build_options[@]+"${build_options[@]}"} 2>&1 9>&- | tee "$log" | _show_progress "$name" "${#projects[@]}"; then
            mv "$started" "$stamp"
        else
            rm -f "$started"
            grep -E '(error|warning) [A-Z]+[0-9]+' "$log" | sort -u >&2 || cat "$log" >&2
            echo "The build failed; the whole log is in $PWD/$log" >&2
            exit 1
        fi
    ) 9> "$state/lock"
}
