/** A public key's line without a comment: the data names its type, as that of a real one does. */
export const publicKey = (type: string, inside = type): string => {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(inside.length);
  return `${type} ${Buffer.concat([length, Buffer.from(inside), Buffer.alloc(36, 7)]).toString("base64")}`;
};
