const publicKey =
  /^(ssh-ed25519|ssh-rsa|ecdsa-sha2-nistp(?:256|384|521)|sk-ssh-ed25519@openssh\.com|sk-ecdsa-sha2-nistp256@openssh\.com) ([A-Za-z0-9+/]{40,}={0,3})( [^\p{C}\p{Zl}\p{Zp}]{1,200})?$/u;

/** The type that a key's data begins with: a length of four bytes and as many letters (RFC 4253, 6.6). */
const typeInside = (data: string): string => {
  const bytes = Buffer.from(data, "base64");
  return bytes.subarray(4, 4 + bytes.readUInt32BE(0)).toString("latin1");
};

const secondKey = /^(ssh|ecdsa|sk)-\S+ \S+ (.* )?(ssh|ecdsa|sk)-\S+ AAAA/;

/** What is wrong with a line of authorized_keys(5) without options, as OpenSSH reads it. Pure. */
export const sshKeyProblem = (key: string): string | undefined => {
  if (/PRIVATE KEY/.test(key))
    return "this is a private key, which must stay with its owner; give the public key, from the file that ends in .pub";
  if (/[\r\n]/.test(key) || secondKey.test(key))
    return "this is more than one line or key; give each key as an entry of its own";
  const [, type = "", data = ""] = publicKey.exec(key) ?? [];
  if (type !== "") {
    const inside = typeInside(data);
    if (inside === type) return undefined;
    const is = /^[a-z0-9@.-]+$/.test(inside) ? ` but of ${inside}` : "";
    return `its data is not that of an ${type} key${is}; copy the whole line from the file that ends in .pub`;
  }
  if (/^ssh-dss /.test(key))
    return "DSA keys are no longer accepted by SSH servers; make another: ssh-keygen -t ed25519";
  if (/^(command|from|no-|restrict|permit|environment|cert-authority)/.test(key))
    return "options before a key are not supported; give only the key, as in the file that ends in .pub";
  if (/^[~./]|\.pub$/.test(key))
    return `"${key.slice(0, 60)}" is the name of a file; give the key that it contains: --set client.sshKeys+="$(cat FILE.pub)"`;
  return "this is not a public key; a key is one line such as ssh-ed25519 AAAA... name, as in the file that ends in .pub";
};

/** Before a key that follows another one: at the end of a line, or where one line was made of several. */
const betweenKeys = /[\r\n]+|,(?=\s*(?:ssh|ecdsa|sk)-)|\s+(?=(?:ssh|ecdsa|sk)-\S+ AAAA)/;

/** The keys in a text that was pasted, or in a file such as authorized_keys; lines of comments are left out. Pure. */
export const sshKeysIn = (text: string): string[] =>
  text
    .split(betweenKeys)
    .map((key) => key.trim())
    .filter((key) => key !== "" && !key.startsWith("#"));
