#!/usr/bin/env bash
# Pulls what has changed since the run before, into a folder of each run: a file for each list.
#
#   BASE=https://supervision.example KEY=sup_… ./nightly.sh FOLDER [LIST …]
#
# A run's folder appears whole, with the place from which the next run goes on, or not at all: it may
# be killed at any time. No version of a record comes twice. Needs bash 4.4, curl, jq and flock.
set -euo pipefail
shopt -s inherit_errexit

folder=${1:?name a folder}
lists=("${@:2}")
[ "${#lists[@]}" -gt 0 ] || lists=(teams workers agreements cases sessions actions oversight-notes)
: "${BASE:?the address of the service}" "${KEY:?a key to it}"
coming=$folder/.coming page=$folder/.coming/.page

# The key goes in by a file: a command line can be read by everybody on the machine.
get() {
    curl --silent --show-error --fail --retry 5 --max-time 300 --get --output "$page" \
        --header @<(printf 'Authorization: Bearer %s' "$KEY") "$BASE/v1/$1" "${@:2}"
}

# One list, page by page, from a place on.
pull() {
    local list=$1 since=$2 cursor=""
    while true; do
        get "$list" --data limit=200 --data-urlencode "updated_since=$since" \
            ${cursor:+--data-urlencode "cursor=$cursor"}
        jq --compact-output '.items[]' "$page" >>"$coming/$list.jsonl"
        cursor=$(jq --raw-output '.next_cursor // ""' "$page")
        [ -n "$cursor" ] || break
    done
}

mkdir -p "$folder"
exec 9>"$folder/.lock"
flock --nonblock 9 || { echo "Another run is at work in $folder." >&2; exit 75; }
rm -rf "$coming" # what a killed run left behind
mkdir "$coming"

newest=$(find "$folder" -mindepth 1 -maxdepth 1 -name '[0-9]*' | sort | tail -n 1)
places='{}'
[ -z "$newest" ] || places=$(jq . "$newest/places.json")
for list in "${lists[@]}"; do
    since=$(jq --raw-output --arg list "$list" '.[$list] // "1900-01-01T00:00:00Z"' <<<"$places")
    pull "$list" "$since"
    places=$(jq --slurpfile page "$page" --arg list "$list" '.[$list] = $page[0].known_at' <<<"$places")
done
rm "$page"
find "$coming" -name '*.jsonl' -empty -delete
if [ -z "$(ls "$coming")" ]; then
    echo "Nothing has changed."
    exit
fi

number=${newest##*/}
run=$(printf '%06d' "$((10#${number:-0} + 1))")
printf '%s\n' "$places" >"$coming/places.json"
mv "$coming" "$folder/$run" # one step: the changes and the place that they lead to
echo "$run: $(cat "$folder/$run"/*.jsonl | wc -l) records in $folder/$run"
