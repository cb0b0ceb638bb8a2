ADDRESS=https://enkel.example
RELEASE=2026-Q4
curl --fail --silent --remote-name "$ADDRESS/data/minisign.pub"
for file in SHA256SUMS SHA256SUMS.minisig; do
    curl --fail --silent --remote-name "$ADDRESS/data/$RELEASE/$file"
done
minisign -V -p minisign.pub -m SHA256SUMS
while read -r sum file; do
    curl --fail --silent --remote-name "$ADDRESS/data/$RELEASE/$file"
done < SHA256SUMS
sha256sum --check SHA256SUMS
