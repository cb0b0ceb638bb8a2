ADDRESS=https://enkel.example
mkdir -p archive && cd archive
curl --fail --silent --remote-name "$ADDRESS/data/minisign.pub"
curl --fail --silent "$ADDRESS/data/releases.json" --output ../releases.json
python3 -c '
import json
releases = json.load(open("../releases.json"))["releases"]
for release in reversed(releases):
    for file in release["files"]:
        print(file, release["id"])' > ../files.txt
while read -r file release; do
    mkdir -p "$release"
    curl --fail --silent "$ADDRESS$file" --output "$release/$(basename "$file")"
done < ../files.txt
awk '!seen[$2]++ { print $2 }' ../files.txt > releases.txt
cd .. && enkel release verify archive
