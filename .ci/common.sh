# What ./run, ./test and .ci/run share. Sourced, never run.

ORLEANS_VERSION=10.4.2
ARTIFACTS="${ArtifactsPath:-$ROOT/artifacts}"

say() { printf '%s\n' "$*" >&2; }
die() { say "error: $*"; exit 1; }

# True when this user may install Debian packages without being asked.
may_apt() { [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; }

# apt_install PACKAGE...: installs them quietly, or says the exact command and fails.
apt_install() {
    if may_apt; then
        say "installing $* with apt-get ..."
        if (apt-get install -y -qq --no-install-recommends "$@" || { apt-get update -qq && apt-get install -y -qq --no-install-recommends "$@"; }) >/dev/null 2>&1; then
            return 0
        fi
    fi
    die "$* is missing. Install it with:  sudo apt-get install -y $*"
}

need_dotnet() {
    command -v dotnet >/dev/null 2>&1 && dotnet --list-sdks 2>/dev/null | grep -q '^1[0-9]\.' && return 0
    die "the .NET SDK 10 is missing. Install it with:  sudo apt-get install -y dotnet-sdk-10.0   (or from https://dot.net/download)"
}

postgres_is_there() {
    [ -n "${PORTFOLIO_POSTGRES_BIN:-}" ] && [ -x "$PORTFOLIO_POSTGRES_BIN/postgres" ] && return 0
    command -v postgres >/dev/null 2>&1 && command -v initdb >/dev/null 2>&1 && return 0
    ls /usr/lib/postgresql/*/bin/postgres >/dev/null 2>&1
}

need_postgres() { postgres_is_there || apt_install postgresql; }

# choose_engine: sets GrainEngine and says in one line which and why. An explicit GrainEngine wins; otherwise Orleans where its packages can be had.
# The answer is remembered in the artifacts folder: delete that, or set GrainEngine, to ask again.
choose_engine() {
    local packages="${NUGET_PACKAGES:-$HOME/.nuget/packages}" remembered="$ARTIFACTS/engine" why
    if [ -n "${GrainEngine:-}" ]; then
        why="GrainEngine is set"
    elif [ -d "$packages/microsoft.orleans.runtime/$ORLEANS_VERSION" ]; then
        GrainEngine=Orleans why="its packages $ORLEANS_VERSION are in the package folder"
    elif [ -f "$remembered" ]; then
        GrainEngine=$(cat "$remembered") why="the Orleans packages $ORLEANS_VERSION could not be restored when last tried; delete $remembered to try again"
    elif restore_orleans; then
        GrainEngine=Orleans why="its packages $ORLEANS_VERSION were restored"
    else
        GrainEngine=Embedded why="the Orleans packages $ORLEANS_VERSION are not in the package feed"
        mkdir -p "$ARTIFACTS" && printf '%s' "$GrainEngine" > "$remembered"
    fi
    case "$GrainEngine" in
        Orleans|Embedded) export GrainEngine ;;
        *) die "GrainEngine is \"$GrainEngine\"; it must be Orleans or Embedded" ;;
    esac
    say "engine: $GrainEngine ($why)"
}

# Asks the package feed for everything the Orleans engine needs, in a project of its own.
restore_orleans() {
    local trial; trial=$(mktemp -d) || return 1
    {
        printf '<Project Sdk="Microsoft.NET.Sdk"><PropertyGroup><TargetFramework>net10.0</TargetFramework></PropertyGroup><ItemGroup>\n'
        for package in Sdk Server Streaming Reminders Persistence.AdoNet Clustering.AdoNet Reminders.AdoNet TestingHost; do
            printf '<PackageReference Include="Microsoft.Orleans.%s" Version="%s" />\n' "$package" "$ORLEANS_VERSION"
        done
        printf '</ItemGroup></Project>\n'
    } > "$trial/trial.csproj"
    timeout 300 dotnet restore "$trial/trial.csproj" >/dev/null 2>&1
    local answer=$?
    rm -rf "$trial"
    return $answer
}

# build PROJECT CONFIGURATION: builds what changed since the last time; quiet unless it fails. A second one waits for the first: they would write the same files.
build() {
    mkdir -p "$ARTIFACTS"
    if ! command -v flock >/dev/null 2>&1; then build_alone "$@"; return; fi
    ( flock 9 && build_alone "$@" ) 9> "$ARTIFACTS/build.lock" || exit 1
}

build_alone() {
    local project=$1 configuration=$2 stamp="$ARTIFACTS/$GrainEngine/built-$(basename "$1")-$2" log
    if [ -f "$stamp" ] && [ -z "$(find "$ROOT/src" "$ROOT/silo-config/sql" "$ROOT"/Directory.* "$ROOT/global.json" -newer "$stamp" -type f -print -quit)" ]; then
        return 0
    fi
    say "building (the first time takes a minute) ..."
    mkdir -p "$(dirname "$stamp")"
    log="$ARTIFACTS/$GrainEngine/build.log"
    touch "$stamp.new"
    # The compiler's servers live on; they must not keep the lock.
    dotnet build "$project" -c "$configuration" -v quiet --nologo "-p:GrainEngine=$GrainEngine" > "$log" 2>&1 9>&- || { cat "$log" >&2; die "the build failed"; }
    mv "$stamp.new" "$stamp"
}
