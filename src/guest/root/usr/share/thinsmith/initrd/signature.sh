# shellcheck shell=sh
# Signatures of the site. If its images are signed (publish.key), the initrd has the site's public key and openssl. What the
# client fetches, and cannot check by a sha256 of its own image, must then have a file FILE.sig beside it: 64 bytes of Ed25519
# over its name and sha256 (signedText in src/trust/signature/sign.ts).

signature_key=/thinsmith/release.pem
signature_file=$thinsmith_run/signature
signature_remedy="Sign it under this name (thinsmith keys sign FILE), and copy FILE.sig to where the file is."

# Whether this image knows its site's key.
signature_wanted() { [ -r "$signature_key" ]; }

# signature_fetch PROTO ADDRESSES: fetches the signature of a file, before the file itself.
signature_fetch() {
	fetch_remedy=$signature_remedy
	fetch "$1" "$(echo "$2" | sed 's/|/.sig|/g').sig" "$signature_file" 64 ''
	fetch_remedy=
}

# signature_check WHAT FILE: stops the client if the site has not signed FILE, as it is, under the name that it was fetched by.
signature_check() {
	signed_name=${fetch_url%%[?#]*}
	signed_sum=$(hash_file "$2")
	printf 'thinsmith-file=1\nname=%s\nsha256=%s\n' "${signed_name##*/}" "${signed_sum%% *}" >"$thinsmith_run/signed"
	signature_is_right "$thinsmith_run/signed" || fail SIGNATURE \
		"The $1 is not one that this site has signed under this name: it or its signature was changed, or another key signed it." \
		"$signature_remedy Do not use it if you do not know where it is from."
	say "the $1 is signed by this site"
}

# signature_is_right FILE [SIGNATURE]: over the bytes of FILE. As hash_file, openssl is slow with AVX2 on an emulated processor.
signature_is_right() (
	if is_emulated; then export OPENSSL_ia32cap=:0; fi
	openssl pkeyutl -verify -rawin -pubin -inkey "$signature_key" -sigfile "${2:-$signature_file}" -in "$1" >/dev/null 2>&1
)
